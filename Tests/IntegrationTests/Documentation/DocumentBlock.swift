import Foundation

/// A block of a document that stands apart from its prose: commands, lines of a file, or what a program says.
struct DocumentBlock: Sendable, CustomStringConvertible {
    /// What a block is; see CONTRIBUTING.md, "Documentation is tried".
    enum Kind: Sendable {
        case commands([Command])
        /// Lines of the file that the first line, a comment, names.
        case file(path: String, text: String)
        /// What a mail server answers, or the service logs.
        case said(String)
    }

    struct Command: Sendable {
        let line: String
        /// What it prints; `…` stands for any run.
        var output: [String] = []

        var program: String { line.split(separator: " ").first.map(String.init) ?? "" }
    }

    /// The document's path in the repository.
    let document: String
    /// The number of the first line.
    let number: Int
    let lines: [String]

    var description: String { "\(document):\(number): " + (lines.first ?? "") }

    var kind: Kind {
        if let path { return .file(path: path, text: lines.dropFirst().map { $0 + "\n" }.joined()) }
        let commands = commands
        return commands.isEmpty ? .said(lines.joined(separator: " ")) : .commands(commands)
    }

    /// The file that a comment in the first line names: `# /etc/postfix/main.cf`, `dnl sendmail.mc`.
    private var path: String? {
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0] == "#" || words[0] == "dnl" else { return nil }
        let isFile = words[1].wholeMatch(of: /[A-Za-z0-9@.\/_-]+\.(yaml|domains|cf|mc|conf|service|timer)[:,]?/) != nil
        return isFile ? words[1].trimmingCharacters(in: CharacterSet(charactersIn: ":,")) : nil
    }

    /// Lines that begin with a prompt, or with a command of our own; a backslash at the end goes on in the next line.
    private var commands: [Command] {
        var commands: [Command] = []
        var isGoingOn = false
        let hasPrompts = lines.contains { Self.prompted($0) != nil }
        for line in lines {
            if isGoingOn, let last = commands.indices.last {
                let before = commands[last].line.dropLast()
                commands[last] = Command(line: before + line.trimmingCharacters(in: .whitespaces))
            } else if let command = hasPrompts ? Self.prompted(line) : Self.own(line) {
                commands.append(Command(line: command))
            } else if let last = commands.indices.last, !line.isEmpty {
                commands[last].output.append(line)
            }
            isGoingOn = line.hasSuffix("\\")
        }
        return commands
    }

    private static func own(_ line: String) -> String? {
        line.hasPrefix("tlsmandate ") || line.hasPrefix("make ") ? line : nil
    }

    private static func prompted(_ line: String) -> String? {
        let words = line.split(separator: " ", maxSplits: 1)
        return words.count == 2 && (words[0] == "#" || words[0] == "$") ? String(words[1]) : nil
    }
}

extension String {
    /// Whether the text says something, in which `…` stands for any run; blanks and line ends are all the same.
    func says(_ wanted: String) -> Bool {
        let words = split(whereSeparator: \.isWhitespace).joined(separator: " ")[...]
        let parts = wanted.split(whereSeparator: \.isWhitespace).joined(separator: " ").split(separator: "…")
        var rest = words
        for part in parts {
            guard let found = rest.firstRange(of: part.trimmingCharacters(in: .whitespaces)) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
