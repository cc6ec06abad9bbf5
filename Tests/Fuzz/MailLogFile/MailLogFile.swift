import FuzzSupport
import MailServerLog
import MandateCore

/// Reads the octets as a mail log's file, compressed by gzip(1) or not; a damaged one is an error, and is said to be.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    folder.write(octets(start, count), to: "mail.log")
    let lines = read()
    promise(lines == read(), "the same file, other lines")
    return 0
}

private func read() -> [String] {
    var lines: [String] = []
    do {
        let log = MailLogSource.file(folder["mail.log"])
        try log.read(since: Timestamp(milliseconds: 0), now: Timestamp(milliseconds: 4_102_444_800_000)) { line in
            lines.append(line.example)
            // A few kilobytes may hold gigabytes of lines.
            if lines.count == 1000 { throw Enough() }
        }
    } catch is Enough {
    } catch let error as MailLogError {
        lines.append("\(error)")
        promise(error.description.isOneLine, "the error is no line: \(error)")
    } catch {
        promise(false, "\(error)")
    }
    return lines
}

private struct Enough: Error {}

private let folder: ScratchFolder = {
    guard let folder = try? ScratchFolder() else { preconditionFailure("no folder can be made in /dev/shm") }
    return folder
}()
