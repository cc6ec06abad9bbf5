/// A page of man/parts: mdoc(7) with lines that stand for what a command says of itself.
///
///     .\" @name audit                  NAME, with the command's abstract
///     .\" @synopsis audit list         how it is called
///     .\" @options audit list          its arguments and options, but for those of a group with a title
///     .\" @options audit list Filters  those of a group
///     .\" @shared audit                what several commands below one have alike, which is then described here alone
///     .\" @shared audit Filters        a group, likewise
///     .\" @commands                    all commands with their abstracts
struct PageTemplate {
    let path: String
    let text: String

    /// A page that was made.
    struct Page {
        let text: String
        /// The commands whose synopsis it shows.
        let commands: Set<String>
    }

    private static let mark = ".\\\" @"

    /// Makes the page.
    ///
    /// - Throws: ``TemplateError`` for a line that stands for nothing.
    func page(of root: CommandHelp) throws(TemplateError) -> Page {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var references: [Int: Reference] = [:]
        for (number, line) in lines.enumerated() where line.hasPrefix(Self.mark) {
            guard let reference = Reference(line.dropFirst(Self.mark.count), root: root) else {
                throw TemplateError(path: path, line: number + 1, text: String(line))
            }
            references[number] = reference
        }
        let shared = references.values.filter { $0.word == .shared }
        let written = lines.enumerated().compactMap { number, line in
            references[number].map { $0.lines(shared: shared) } ?? String(line)
        }
        let file = path.split(separator: "/").suffix(3).joined(separator: "/")
        return Page(
            text: ".\\\" Made by 'make man' from the commands and \(file); edit those.\n"
                + written.joined(separator: "\n"),
            commands: Set(references.values.filter { $0.word == .synopsis }.map(\.command.path))
        )
    }
}

/// One line of a template that stands for something.
private struct Reference {
    enum Word: String {
        case name, synopsis, options, shared, commands
    }

    let word: Word
    let command: CommandHelp
    let parent: CommandHelp
    /// The title of a group.
    let title: String?

    /// Reads a word, the words of a command, and a group's title.
    init?(_ text: Substring, root: CommandHelp) {
        var words = text.split(separator: " ")[...]
        guard let word = words.popFirst().flatMap({ Word(rawValue: String($0)) }) else { return nil }
        var (command, parent) = (root, root)
        while let next = words.first, let below = command.children.first(where: { $0.commandName == next }) {
            (command, parent) = (below, command)
            words.removeFirst()
        }
        let title = words.isEmpty ? nil : words.joined(separator: " ")
        if let title {
            let groups = ([command] + command.children).flatMap(\.own).compactMap(\.sectionTitle)
            guard [.options, .shared].contains(word), groups.contains(title) else { return nil }
        }
        (self.word, self.command, self.parent, self.title) = (word, command, parent, title)
    }

    /// What the line stands for; nil: nothing.
    func lines(shared: [Reference]) -> String? {
        switch word {
        case .name: name
        case .synopsis: command.synopsis(below: parent, naming: Set(shared.compactMap(\.title)))
        case .options: Self.list(options(shared))
        case .shared: Self.list(sharedArguments)
        case .commands: commands
        }
    }

    private var name: String {
        let page = (["tlsmandate"] + command.path.split(separator: " ")).joined(separator: "-")
        return ".Sh NAME\n.Nm \(page)\n.Nd \(Mdoc.text(Self.phrase(command.abstract ?? "")))"
    }

    private var commands: String {
        command.children.map { child in
            ".It Cm \(child.commandName)\n\(Mdoc.text(child.abstract ?? ""))\nSee\n.Xr tlsmandate-\(child.commandName) 1 ."
        }.joined(separator: "\n")
    }

    private func options(_ shared: [Reference]) -> [ArgumentHelp] {
        guard !command.path.isEmpty else { return command.common }
        let elsewhere = Set(shared.flatMap(\.sharedArguments))
        return command.own.filter { $0.sectionTitle == title && !elsewhere.contains($0) }
    }

    private var sharedArguments: [ArgumentHelp] {
        let all = command.children.flatMap(\.own).filter { $0.sectionTitle == title }
        let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
        var seen: Set<ArgumentHelp> = []
        return all.filter { counts[$0, default: 0] > 1 && seen.insert($0).inserted }
    }

    private static func list(_ arguments: [ArgumentHelp]) -> String? {
        guard !arguments.isEmpty else { return nil }
        return ".Bl -tag -width Ds\n" + arguments.map(\.item).joined(separator: "\n") + "\n.El"
    }

    /// A sentence as the words behind a name: without its full stop and its first capital.
    private static func phrase(_ sentence: String) -> String {
        let words = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
        let isName = words.dropFirst().first?.isUppercase ?? false
        return isName ? String(words) : words.prefix(1).lowercased() + words.dropFirst()
    }
}

/// A line of a template that stands for nothing: a misspelt word, a command or a group that is not there.
struct TemplateError: Error, CustomStringConvertible {
    let path: String
    let line: Int
    let text: String

    var description: String { "\(path):\(line): there is no such command or group: \(text)" }
}
