import Foundation

/// Colours, where they are wanted: standard output is a terminal, and NO_COLOR is not set (no-color.org).
enum Colour: String {
    case green = "32"
    case red = "31"
    case yellow = "33"

    static var isWanted: Bool {
        let refusal = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
        return refusal.isEmpty && isatty(STDOUT_FILENO) == 1
    }
}

/// How tables and words are written.
struct ProbeStyle {
    let colours: Bool

    func paint(_ text: String, _ colour: Colour?) -> String {
        guard colours, let colour else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }

    /// A cell and its colour; the colour takes no width.
    typealias Cell = (text: String, colour: Colour?)

    /// Rows as columns that are as wide as their widest cell; strangers' text is shown escaped.
    func table(_ rows: [[Cell]]) -> [String] {
        let shown = rows.map { $0.map { (text: Printable.line($0.text), colour: $0.colour) } }
        let count = shown.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in shown.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
        }
        return shown.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                let pad = isLast ? 0 : widths[column] - cell.text.count + 2
                line += paint(cell.text, cell.colour) + String(repeating: " ", count: pad)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
