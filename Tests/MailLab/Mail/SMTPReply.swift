/// A server's reply, of one or more lines (RFC 5321, 4.2).
package struct SMTPReply: Sendable, Equatable, CustomStringConvertible {
    package let code: Int
    /// The texts of the lines, without code and separator.
    package let lines: [String]

    /// The lines as one text.
    package var text: String { lines.joined(separator: "\n") }

    /// 2xx or 3xx.
    package var isPositive: Bool { (200..<400).contains(code) }

    /// As it came: `250-first` and so on, without the line ends' CR.
    package var description: String {
        lines.enumerated()
            .map { "\(code)\($0.offset == lines.count - 1 ? " " : "-")\($0.element)" }
            .joined(separator: "\n")
    }

    /// Nil unless every line has the same three-digit code and only the last has no `-` behind it.
    init?(_ raw: [String]) {
        guard let code = raw.last.flatMap({ Int($0.prefix(3)) }), (100..<600).contains(code) else { return nil }
        for (index, line) in raw.enumerated() {
            let separator = line.dropFirst(3).first
            let isSeparated = index < raw.count - 1 ? separator == "-" : separator == " " || separator == nil
            guard line.hasPrefix("\(code)"), isSeparated else { return nil }
        }
        self.code = code
        lines = raw.map { String($0.dropFirst(4)) }
    }
}
