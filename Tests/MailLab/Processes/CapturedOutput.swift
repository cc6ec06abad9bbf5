import Foundation

/// A file without a name that takes what a child process writes, and can be read while the child still runs.
final class CapturedOutput: Sendable {
    /// Open for reading and appending; closed with this object.
    let descriptor: Int32

    /// Throws `ChildProcess.Failure.output`.
    init() throws(ChildProcess.Failure) {
        var template = Array("/tmp/tm-out-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .output(errno: errno) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFL, O_APPEND)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        close(descriptor)
    }

    /// All that was written so far; bytes that are not UTF-8 are repaired.
    var text: String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Puts text in for a child to read from its start.
    func fill(_ text: String) throws(ChildProcess.Failure) {
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw .output(errno: errno)
        }
    }
}
