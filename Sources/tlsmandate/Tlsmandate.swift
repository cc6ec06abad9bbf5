import ArgumentParser

/// The command: its subcommands, and what they share.
@main
struct Tlsmandate: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "tlsmandate",
        abstract: "Keeps the TLS agreements that companies make for the mail between them.",
        discussion: """
            Each agreement is one file of the register. Postfix asks the service for each recipient, and what breaks an \
            agreement is refused or held; every decision is recorded in a journal.
            """,
        version: version,
        subcommands: [
            Serve.self, Status.self, Check.self, Explain.self, Audit.self, Probe.self, Export.self, Import.self,
        ]
    )

    static func main() async { await main(JournalOptions.spread(Array(CommandLine.arguments.dropFirst()))) }
}

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The configuration file; the agreements are found through it.", valueName: "file"),
        completion: .file()
    )
    var config = "/etc/tlsmandate/tlsmandate.yaml"
}

/// Options of commands that print results.
struct FormatOptions: ParsableArguments {
    /// How results are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(name: .long, help: "How results are printed; json: one object, or for lists one object a line.")
    var format = Format.text
}
