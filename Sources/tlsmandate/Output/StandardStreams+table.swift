import ArgumentParser
import Glibc

extension StandardStreams {
    /// Prints a table whole, or fails: one that is cut short would let mail go in the clear.
    ///
    /// - Throws: ``ExitStatus/inputOutput``, also where the reader has gone away.
    static func printTable(_ text: String) throws {
        var text = text
        let error: Int32 = text.withUTF8 { octets in
            var rest = UnsafeRawBufferPointer(octets)
            while !rest.isEmpty {
                let written = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
                if written < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
            return 0
        }
        guard error != 0 else { return }
        complain("the table could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }
}
