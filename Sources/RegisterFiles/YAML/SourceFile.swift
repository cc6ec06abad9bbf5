/// One file that is being read, and what has been found wrong in it.
final class SourceFile {
    /// The path that diagnostics name.
    let path: String
    private(set) var diagnostics: [Diagnostic] = []
    /// The place behind the last character, where that is known. For libyaml the end is on a line of its own, also where no line
    /// end is before it: what is said of that line is said of this place.
    var end: Position?

    init(path: String) { self.path = path }

    func error(_ message: String, at position: Position) { report(.error, message, at: position) }

    func warning(_ message: String, at position: Position) { report(.warning, message, at: position) }

    private func report(_ severity: Diagnostic.Severity, _ message: String, at position: Position) {
        let position = withinFile(position)
        diagnostics.append(
            Diagnostic(
                file: path,
                line: position.line,
                column: position.column,
                severity: severity,
                message: Self.line(message)
            )
        )
    }

    private func withinFile(_ position: Position) -> Position {
        guard let end, position.line > end.line else { return position }
        return end
    }

    /// A message is one line, whatever of the file it quotes.
    private static func line(_ message: String) -> String {
        message.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line += scalar.escaped(asASCII: true)
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
