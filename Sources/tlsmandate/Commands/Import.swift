import ArgumentParser
import MapFormats
import RegisterFiles

/// `import`: agreements from what a site already has.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drafts agreements from a table that Postfix or Sendmail has.",
        discussion: """
            Prints one YAML document for each agreement, or writes files with --into. A table knows neither partners nor papers: \
            the drafts are in testing, where nothing is refused, until somebody has completed them. What could not be carried over \
            is said on standard error, with its line.

            Example: tlsmandate import postfix-tls-policy /etc/postfix/tls_policy --into /etc/tlsmandate/agreements.d
            """,
        subcommands: [ImportTLSPolicy.self, ImportSendmailAccess.self, ImportSenderAccess.self]
    )
}

struct ImportTLSPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postfix-tls-policy",
        abstract: "From the text of a table for smtp_tls_policy_maps."
    )

    @OptionGroup var files: ImportFiles

    func run() throws { try files.finish(TLSPolicyImport.read(try files.read(), convert: IDNA.aLabel)) }
}

struct ImportSendmailAccess: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sendmail-access",
        abstract: "From the text of Sendmail's access map: TLS_Rcpt, TLS_Srv and TLS_Clt."
    )

    @OptionGroup var files: ImportFiles

    func run() throws { try files.finish(SendmailAccessImport.read(try files.read(), convert: IDNA.aLabel)) }
}

struct ImportSenderAccess: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postfix-sender-access",
        abstract: "From the text of a table for check_sender_access."
    )

    @OptionGroup var files: ImportFiles
    @OptionGroup var keys: SubdomainOptions

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "A restriction class that contains reject_plaintext_session; may be given several times.",
            valueName: "class"
        )
    )
    var restrictionClass: [String] = []

    func run() throws {
        let result = SenderAccessImport.read(
            try files.read(),
            classes: Set(restrictionClass),
            style: keys.style,
            convert: IDNA.aLabel
        )
        try files.finish(result)
    }
}
