/// Something wrong, or unwise, in one of the register's files.
package struct Diagnostic: Equatable, Sendable, CustomStringConvertible {
    package enum Severity: String, Sendable {
        /// The register is not to be used.
        case error
        /// Legal, but probably not what is wanted.
        case warning
    }

    /// The file's path, as it was reached from the path of the configuration file.
    package var file: String
    /// From 1. A file that cannot be read at all has its problem in line 1, column 1.
    package var line: Int
    /// From 1, in characters.
    package var column: Int
    package var severity: Severity
    /// What is wrong and what helps.
    package var message: String

    package init(file: String, line: Int, column: Int, severity: Severity, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
    }

    /// `FILE:LINE:COLUMN: error: MESSAGE`.
    package var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(message)" }
}

extension Diagnostic: Comparable {
    /// By file, then by place.
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A place in a file, both from 1.
package struct Position: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
