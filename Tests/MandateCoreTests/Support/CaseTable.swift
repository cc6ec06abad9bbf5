import Foundation
import Testing

/// A table of cases in the folder Cases: one case a line, columns between `|`, lines with `#` in front are comments.
///
/// `""` stands for an empty text and `\u{ad}` for a character that nobody sees.
enum CaseTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let line: Int
        let cells: [String]

        subscript(column: Int) -> String { cells[column] }

        var testDescription: String { "line \(line): " + cells.joined(separator: " | ") }
    }

    struct Malformed: Error {
        let table: String
        let line: Int
    }

    /// The rows of a table; each has as many cells as the table has columns.
    static func rows(_ table: String, columns: Int) throws -> [Row] {
        let url = try #require(Bundle.module.url(forResource: table, withExtension: "txt", subdirectory: "Cases"))
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            try row(String($1), line: $0 + 1, of: table, columns: columns)
        }
    }

    private static func row(_ text: String, line: Int, of table: String, columns: Int) throws -> Row? {
        if text.hasPrefix("#") || text.allSatisfy(\.isWhitespace) { return nil }
        let cells = text.split(separator: "|", omittingEmptySubsequences: false).map { cell in
            let cell = cell.trimmingCharacters(in: .whitespaces)
            return cell == "\"\"" ? "" : unescaped(cell)
        }
        guard cells.count == columns else { throw Malformed(table: table, line: line) }
        return Row(line: line, cells: cells)
    }

    private static func unescaped(_ cell: String) -> String {
        cell.replacing(/\\u\{([0-9a-f]+)\}/) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
    }
}
