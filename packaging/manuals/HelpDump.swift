/// What `tlsmandate --experimental-dump-help` prints (swift-argument-parser, ArgumentParserToolInfo).
struct HelpDump: Decodable {
    let command: CommandHelp
}

/// One command with its sub-commands.
struct CommandHelp: Decodable {
    let commandName: String
    let abstract: String?
    let superCommands: [String]?
    let defaultSubcommand: String?
    let subcommands: [CommandHelp]?
    let arguments: [ArgumentHelp]?

    /// The words behind `tlsmandate`, as in `audit list`; empty for the command itself.
    var path: String { ((superCommands ?? []) + [commandName]).dropFirst().joined(separator: " ") }

    /// The sub-commands but for `help`, which ArgumentParser adds.
    var children: [CommandHelp] { (subcommands ?? []).filter { $0.commandName != "help" } }

    /// The commands below this one that have none below them.
    var leaves: [CommandHelp] { children.flatMap { $0.children.isEmpty ? [$0] : $0.leaves } }

    /// Arguments, then options and flags, as `--help` lists them; without `--version` and `--help`, which all commands have.
    var own: [ArgumentHelp] {
        let shown = (arguments ?? []).filter { $0.shouldDisplay && !$0.isCommon }
        return shown.filter { $0.kind == .positional } + shown.filter { $0.kind != .positional }
    }

    /// `--version` and `--help`.
    var common: [ArgumentHelp] { (arguments ?? []).filter { $0.shouldDisplay && $0.isCommon } }
}

/// An argument, an option or a flag.
struct ArgumentHelp: Decodable, Hashable {
    enum Kind: String, Decodable {
        case positional, option, flag
    }

    struct Name: Decodable, Hashable {
        let kind: String
        let name: String
    }

    let kind: Kind
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let discussion: String?
    let defaultValue: String?
    let allValues: [String]?
    let sectionTitle: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool

    var isCommon: Bool { names?.contains { $0.kind == "long" && ["help", "version"].contains($0.name) } ?? false }
}
