import CSystemd  // which may be the module that the compiler has met stat(2) in first
import Foundation
import Glibc

/// A file that takes the place of another when it is complete, and not before.
///
/// It has no name until then (O_TMPFILE), so that whatever interrupts it leaves nothing behind; where the file system cannot do
/// that, it has a name that begins with a dot. What is no file, as a terminal or a pipe, is written to directly.
final class ReplacedFile {
    /// Why a file cannot be written, as the system says it.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        fileprivate init(_ doing: String, _ error: Int32 = errno) {
            description = "\(doing): \(String(cString: strerror(error)))"
        }
    }

    /// O_TMPFILE is a macro that Swift does not import: this, and O_DIRECTORY (open(2), linux/fcntl.h).
    private static let withoutName: Int32 = 0o20_000_000

    private let target: URL
    private let temporary: String
    private let descriptor: Int32
    private var isNamed = false

    /// Writes a file whole, or not at all.
    static func write(to path: String, _ body: (ReplacedFile) throws -> Void) throws {
        let file = try ReplacedFile(path)
        do {
            try body(file)
            try file.replace()
        } catch {
            if file.isNamed { unlink(file.temporary) }
            throw error
        }
    }

    private init(_ path: String) throws {
        var before = stat()
        if stat(path, &before) == 0, before.st_mode & S_IFMT != S_IFREG {
            (target, temporary) = (URL(fileURLWithPath: path), "")
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            if descriptor < 0 { throw Failure("it cannot be opened") }
            return
        }
        // A link stays a link: what it leads to is replaced.
        target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let folder = target.deletingLastPathComponent().path
        temporary = "\(folder)/.\(target.lastPathComponent.prefix(40)).\(getpid())"
        let unnamed = open(folder, Self.withoutName | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o666)
        isNamed = unnamed < 0
        descriptor = isNamed ? open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666) : unnamed
        if descriptor < 0 {
            isNamed = false
            throw Failure("no file can be made in \(folder)")
        }
        // A file that was there keeps who may read it.
        if before.st_mode != 0 { fchmod(descriptor, before.st_mode & 0o777) }
    }

    deinit { close(descriptor) }

    func write(_ text: String) throws {
        let error = StandardStreams.writeAll(text, to: descriptor)
        if error != 0 { throw Failure("writing failed", error) }
    }

    /// Takes the place of the target: its name leads to the old file or to the new one, at every moment.
    private func replace() throws {
        if temporary.isEmpty { return }
        if fsync(descriptor) != 0 { throw Failure("it cannot be made to last") }
        if !isNamed {
            let link = linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, temporary, AT_SYMLINK_FOLLOW)
            if link != 0 { throw Failure("it cannot be given a name") }
            isNamed = true
        }
        if rename(temporary, target.path) != 0 { throw Failure("it cannot take its place") }
        isNamed = false
        let folder = open(target.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }
}
