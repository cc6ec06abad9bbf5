import Foundation
import Glibc

/// Results on standard output, diagnostics on standard error.
enum StandardStreams {
    /// Writes a line of results.
    static func print(_ line: String) { write(line, to: STDOUT_FILENO) }

    /// Writes a line of diagnostics.
    static func complain(_ line: String) { write(line, to: STDERR_FILENO) }

    /// Prints a value as one line of JSON, keys as they encode themselves, in the order of the alphabet.
    static func printJSON(_ value: some Encodable) throws { print(try json(value)) }

    /// A value as one line of JSON; what would act on a terminal stands there by its number.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Printable.json(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Writes whole lines of diagnostics at once.
    static func complain(lines: String) { writeAll(lines, to: STDERR_FILENO) }

    /// Writes a line in one write(2), so that lines of several threads never mix. A reader that has gone away (`| head`) ends
    /// the output, not the command.
    private static func write(_ line: String, to descriptor: Int32) { writeAll(line + "\n", to: descriptor) }

    /// Writes all of a text.
    ///
    /// - Returns: 0, or the errno of what hindered it.
    @discardableResult
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
