import Foundation

/// Results on standard output, diagnostics on standard error.
enum StandardStreams {
    /// Writes a line of results.
    static func print(_ line: String) { write(line + "\n", to: .standardOutput) }

    /// Writes a line of diagnostics.
    static func complain(_ line: String) { write(line + "\n", to: .standardError) }

    /// Prints a value as one line of JSON, keys as they encode themselves, in the order of the alphabet.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A reader that has gone away (`| head`) ends the output, not the command.
    private static func write(_ text: String, to file: FileHandle) {
        try? file.write(contentsOf: Data(text.utf8))
    }
}
