import ArgumentParser
import Glibc

extension StandardStreams {
    /// Prints a table whole, or fails: one that is cut short would let mail go in the clear.
    ///
    /// - Throws: ``ExitStatus/inputOutput``, also where the reader has gone away.
    static func printTable(_ text: String) throws {
        let error = writeAll(text, to: STDOUT_FILENO)
        guard error != 0 else { return }
        complain("the table could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }

    /// Prints lines of results. A reader that has gone away ends the output, not the command.
    ///
    /// - Throws: ``ExitStatus/inputOutput`` where they cannot be written, as where the disk is full.
    static func printWhole(_ lines: some Sequence<String>) throws {
        let error = writeAll(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
        guard error != 0, error != EPIPE else { return }
        complain("tlsmandate: the results could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }
}
