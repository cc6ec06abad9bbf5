/// Comma-separated values (RFC 4180), inert in spreadsheets and on a terminal: one line each.
enum CSV {
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

    /// A cell that begins like a formula begins with an apostrophe instead, which spreadsheets take for text.
    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n|%".unicodeScalars.contains($0) } ?? false
        let inert = (isFormula ? "'" : "") + Printable.line(text)
        let isPlain = inert.utf8.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
        return isPlain ? inert : "\"" + inert.replacing("\"", with: "\"\"") + "\""
    }
}
