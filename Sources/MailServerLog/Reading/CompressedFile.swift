internal import CZlib
internal import Glibc

/// A file open for reading, compressed by gzip(1) or not: zlib tells them apart (zlib.h, gzopen: "gzopen can be used to read a
/// file which is not in gzip format").
struct CompressedFile: ~Copyable {
    private let path: String
    private let handle: gzFile

    /// - Throws: ``MailLogError``.
    init(path: String) throws(MailLogError) {
        guard let handle = gzopen(path, "rbe") else {
            let number = errno
            throw number == ENOENT
                ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(number)))
        }
        self.path = path
        self.handle = handle
    }

    deinit { gzclose_r(handle) }

    /// Reads into a buffer.
    ///
    /// - Returns: How many octets there are; 0 at the end.
    /// - Throws: ``MailLogError/damaged(path:reason:)``, also where a compressed file ends before its end.
    mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(MailLogError) -> Int {
        let count = gzread(handle, buffer.baseAddress, UInt32(clamping: buffer.count))
        var number: Int32 = Z_OK
        let text = gzerror(handle, &number)
        if number == Z_OK || number == Z_STREAM_END, count >= 0 { return Int(count) }
        // A file that ends too early gives what is there, and tells at the end (zlib.h, gzread).
        if number == Z_BUF_ERROR, count > 0 { return Int(count) }
        let reason = number == Z_ERRNO ? String(cString: strerror(errno)) : text.map { String(cString: $0) } ?? ""
        throw .damaged(path: path, reason: reason)
    }
}
