import Foundation
import Testing

/// A table of header values in the folder Cases: `«value» => expected`, lines with `#` in front are comments.
///
/// In a value `\xFC` stands for an octet, `\r`, `\n`, `\t` and `\\` for what they are in Swift; in what is expected
/// `\u{ad}` for a character that nobody sees.
enum ValueTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let line: Int
        let text: String
        let value: [UInt8]
        let expected: String

        var testDescription: String { "line \(line): \(text)" }

        /// What is expected, where that is a list; `""` is an empty text.
        var expectedList: [String] {
            if expected.isEmpty { return [] }
            return expected.split(separator: " ¦ ").map { $0 == "\"\"" ? "" : String($0) }
        }
    }

    static func rows(_ table: String) throws -> [Row] {
        let url = try #require(Bundle.module.url(forResource: table, withExtension: "txt", subdirectory: "Cases"))
        let lines = try String(contentsOf: url, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let rows = try lines.enumerated().compactMap { try row(String($1), line: $0 + 1) }
        try #require(rows.count > 10)
        return rows
    }

    private static func row(_ text: String, line: Int) throws -> Row? {
        if text.isEmpty || text.hasPrefix("#") { return nil }
        let match = try #require(try /^«(.*)» =>(?: (.*))?$/.wholeMatch(in: text), "line \(line)")
        let expected = String(match.2 ?? "").replacing(/\\u\{([0-9a-f]+)\}/) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
        .replacing("\\\\", with: "\\")
        return Row(line: line, text: text, value: octets(String(match.1)), expected: String(expected))
    }

    private static func octets(_ text: String) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                octets.append(octet)
                continue
            }
            switch escape {
            case UInt8(ascii: "r"): octets.append(0x0d)
            case UInt8(ascii: "n"): octets.append(0x0a)
            case UInt8(ascii: "t"): octets.append(0x09)
            case UInt8(ascii: "x"):
                octets.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: octets.append(escape)
            }
        }
        return octets
    }
}
