import Foundation

/// Lines of a listing in columns whose widths are known before its first line, so that a million lines need no memory.
///
/// On a terminal what is too long is cut, with `…` in its place, so that each entry is one line; elsewhere nothing is cut.
struct Columns {
    struct Column {
        let title: String
        let width: Int
    }

    private let columns: [Column]
    /// The columns that a terminal shows, with the last as wide as there is room.
    private let limit: Int?

    /// - Parameter terminalWidth: nil: not a terminal.
    init(_ columns: [Column], terminalWidth: Int? = Terminal.width) {
        self.columns = columns
        limit = terminalWidth
    }

    var heading: String { line(columns.map(\.title)) }

    /// - Parameter cells: One for each column; strangers' text is shown escaped.
    func line(_ cells: [String]) -> String {
        var line = ""
        for (column, cell) in zip(columns, cells) {
            let cell = Printable.line(cell)
            let shown = limit != nil && cell.count > column.width ? cell.prefix(column.width - 1) + "…" : cell[...]
            line += shown + String(repeating: " ", count: max(0, column.width - shown.count)) + " "
        }
        while line.last == " " { line.removeLast() }
        guard let limit, line.count > limit else { return line }
        return line.prefix(limit - 1) + "…"
    }
}

/// Standard output, where it is a terminal.
enum Terminal {
    /// Its width in characters; nil: it is none.
    static var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
