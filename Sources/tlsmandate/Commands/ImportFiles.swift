import ArgumentParser
import CSystemd  // which may be the module that the compiler has met stat(2) in first
import Foundation
import Glibc
import MapFormats
import RegisterFiles

/// The table that an import reads, and where its drafts go.
struct ImportFiles: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The table's text, not its .db; - is standard input.", valueName: "file"),
        completion: .file()
    )
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder for the drafts, one file each; no file is overwritten. Default: standard output.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var into: String?

    /// Octets of a table: ten million domains.
    private static let largest = 1 << 30

    /// The table's octets.
    ///
    /// - Parameter limit: A longer table is refused: of one that is cut off, domains would be missing, and nobody would be told.
    /// - Throws: ``ExitStatus/inputOutput``, ``ExitStatus/badData``.
    func read(atMost limit: Int = Self.largest) throws -> [UInt8] {
        let octets: [UInt8]
        do {
            let handle =
                file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            octets = [UInt8](try handle.read(upToCount: limit + 1) ?? Data())
        } catch {
            StandardStreams.complain(Printable.line("cannot read \(file): \(error.systemReason)"))
            throw ExitStatus.inputOutput
        }
        if octets.count > limit {
            StandardStreams.complain(
                Printable.line("\(file) has more than \(limit) octets: import it in parts, none of which breaks a line")
            )
            throw ExitStatus.badData
        }
        if octets.contains(0) {
            StandardStreams.complain(
                Printable.line("\(file) is no text: give the file that postmap or makemap was given")
            )
            throw ExitStatus.badData
        }
        return octets
    }

    /// Prints or writes the drafts, and says what is missing from them.
    ///
    /// - Throws: ``ExitStatus/inputOutput`` where a file is there already, or cannot be written; nothing is written where one is there.
    func finish(_ result: ImportResult) throws {
        for gap in result.gaps {
            let text = gap.text.utf8.count > 1000 ? "\(gap.text.prefix(1000))…" : gap.text
            StandardStreams.complain(Printable.line("\(file):\(gap.line.map { "\($0): " } ?? " ")\(text)"))
        }
        if result.drafts.isEmpty {
            StandardStreams.complain(Printable.line("\(file): nothing to make an agreement of"))
        }
        if let into {
            try write(result.drafts, into: into)
        } else {
            for (index, draft) in result.drafts.enumerated() {
                try StandardStreams.printTable((index == 0 ? "" : "---\n") + draft.yaml(from: file))
            }
        }
    }

    private func write(_ drafts: [DraftAgreement], into folder: String) throws {
        let paths = drafts.map { "\(folder)/\($0.name).yaml" }
        let present = paths.filter { path in
            var status = stat()
            return lstat(path, &status) == 0
        }
        for path in present { StandardStreams.complain(Printable.line("\(path) is there already; nothing is written")) }
        guard present.isEmpty else { throw ExitStatus.inputOutput }
        for (draft, path) in zip(drafts, paths) { try Self.create(path, draft.yaml(from: file)) }
    }

    /// Writes a file that must not be there yet.
    private static func create(_ path: String, _ text: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure(path, errno) }
        var reason = StandardStreams.writeAll(text, to: descriptor)
        if close(descriptor) != 0, reason == 0 { reason = errno }
        guard reason == 0 else {
            // Half a draft would be read as an agreement, and stand in the way of the whole one.
            unlink(path)
            throw failure(path, reason)
        }
        StandardStreams.complain(Printable.line("wrote \(path)"))
    }

    private static func failure(_ path: String, _ reason: Int32) -> ExitCode {
        StandardStreams.complain(Printable.line("cannot write \(path): \(String(cString: strerror(reason)))"))
        return ExitStatus.inputOutput
    }
}
