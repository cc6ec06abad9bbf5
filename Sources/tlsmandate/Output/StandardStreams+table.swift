import ArgumentParser
import Glibc

extension StandardStreams {
    /// Prints a table whole, or fails: one that is cut short would let mail go in the clear.
    ///
    /// - Throws: ``ExitStatus/inputOutput``, also where the reader has gone away.
    static func printTable(_ text: String) throws {
        let error = writeWhole(text)
        guard error != 0 else { return }
        complain("the table could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }

    /// Prints lines of results. A reader that has gone away ends the output, not the command.
    ///
    /// - Throws: ``ExitStatus/inputOutput`` where they cannot be written, as where the disk is full.
    static func printWhole(_ lines: some Sequence<String>) throws {
        let error = writeWhole(lines.map { $0 + "\n" }.joined())
        guard error != 0, error != EPIPE else { return }
        complain("tlsmandate: the results could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }

    /// - Returns: Why not all of it was written; 0: it was.
    private static func writeWhole(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { octets in
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
    }
}
