/// One file that is being read, and what has been found wrong in it.
final class SourceFile {
    /// The path that diagnostics name.
    let path: String
    private(set) var diagnostics: [Diagnostic] = []

    init(path: String) { self.path = path }

    func error(_ message: String, at position: Position) {
        diagnostics.append(
            Diagnostic(file: path, line: position.line, column: position.column, severity: .error, message: message)
        )
    }

    func warning(_ message: String, at position: Position) {
        diagnostics.append(
            Diagnostic(file: path, line: position.line, column: position.column, severity: .warning, message: message)
        )
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
