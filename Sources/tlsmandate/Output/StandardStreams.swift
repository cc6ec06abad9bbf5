import ArgumentParser
import Foundation
import Glibc

/// Results on standard output, diagnostics on standard error.
enum StandardStreams {
    /// Prints a line of results; where it cannot be written the command ends with ``ExitStatus/inputOutput``.
    static func print(_ line: String) {
        do { try printWhole(CollectionOfOne(line)) } catch { exit(ExitStatus.inputOutput.rawValue) }
    }

    /// Prints lines of results.
    ///
    /// A reader that has gone away (`| head`) ends the output, not the command.
    ///
    /// - Throws: ``ExitStatus/inputOutput``: results that a full disk has cut short must not look whole.
    static func printWhole(_ lines: some Sequence<String>) throws {
        let error = writeAll(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
        guard error != 0, error != EPIPE else { return }
        complain("the results could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }

    /// Prints a table whole, or fails: one that is cut short would let mail go in the clear.
    ///
    /// - Throws: ``ExitStatus/inputOutput``, also where the reader has gone away.
    static func printTable(_ text: String) throws {
        let error = writeAll(text, to: STDOUT_FILENO)
        guard error != 0 else { return }
        complain("the table could not be written whole: \(String(cString: strerror(error)))")
        throw ExitStatus.inputOutput
    }

    /// Prints a value as one line of JSON, keys as they encode themselves, in the order of the alphabet.
    static func printJSON(_ value: some Encodable) throws { print(try json(value)) }

    /// A value as one line of JSON; what would act on a terminal stands there by its number.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Printable.json(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Writes a line of diagnostics.
    static func complain(_ line: String) { complain(lines: line + "\n") }

    /// Writes whole lines of diagnostics at once. Where they cannot be written nobody can be told.
    static func complain(lines: String) { _ = writeAll(lines, to: STDERR_FILENO) }

    /// Writes all of a text, in one write(2) where the system takes it at once, so that lines of several threads never mix.
    ///
    /// - Returns: 0, or the errno of what hindered it.
    static func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { octets in
            var rest = UnsafeRawBufferPointer(octets)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
