/// One file that is being read, and what has been found wrong in it.
final class SourceFile {
    /// The path that diagnostics name.
    let path: String
    private(set) var diagnostics: [Diagnostic] = []

    init(path: String) { self.path = path }

    func error(_ message: String, at position: Position) {
        diagnostics.append(
            Diagnostic(
                file: path,
                line: position.line,
                column: position.column,
                severity: .error,
                message: Self.line(message)
            )
        )
    }

    func warning(_ message: String, at position: Position) {
        diagnostics.append(
            Diagnostic(
                file: path,
                line: position.line,
                column: position.column,
                severity: .warning,
                message: Self.line(message)
            )
        )
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
