import ArgumentParser
import MandateCore
import MapFormats
import RegisterFiles

/// `export`: tables for mail servers that are not to ask the service.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the register as a table for Postfix or Sendmail.",
        discussion: """
            The tables answer as the service does. Each begins with comments: from which register it was made, and what of the \
            agreements it cannot carry. They hold until they are made anew; agreements that are off or in testing are not in them.

            Example: tlsmandate export postfix-tls-policy > /etc/postfix/tls_policy && postmap /etc/postfix/tls_policy
            """,
        subcommands: [
            ExportTLSPolicy.self, ExportTransport.self, ExportSenderAccess.self, ExportSendmailAccess.self,
        ]
    )
}

/// What all exports are made from.
struct ExportSource {
    let register: Register
    let now: Timestamp

    init(_ common: CommonOptions) throws {
        register = try RegisterLoader.loadOrComplain(common.config).register
        now = .now
    }

    var origin: TableHead.Origin { TableHead.Origin(register: register.digest, time: now.text) }

    func table(for version: PostfixVersion = .assumed) -> OutboundTable {
        OutboundTable(register: register, on: now.day, for: version)
    }
}

struct ExportTLSPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postfix-tls-policy",
        abstract: "For smtp_tls_policy_maps: how Postfix delivers to each domain and next hop."
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var postfix: PostfixVersionOptions

    func run() throws {
        let source = try ExportSource(common)
        let table = source.table(for: postfix.version)
        try StandardStreams.printTable(
            TLSPolicyTable.text(of: table, origin: source.origin, unicode: IDNA.unicodeName)
        )
    }
}

struct ExportTransport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postfix-transport",
        abstract: "For transport_maps: the dedicated routes."
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let source = try ExportSource(common)
        try StandardStreams.printTable(
            TransportTable.text(of: source.table(), origin: source.origin, unicode: IDNA.unicodeName)
        )
    }
}

struct ExportSenderAccess: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postfix-sender-access",
        abstract: "For check_sender_access: whose mail Postfix takes encrypted only while the service is down.",
        discussion: """
            Which names a key covers depends on parent_domain_matches_subdomains; the Postfix here is asked, else its default is \
            taken.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var keys: SubdomainOptions

    func run() throws {
        let source = try ExportSource(common)
        try StandardStreams.printTable(
            SenderAccessTable.text(
                of: source.register,
                on: source.now.day,
                style: keys.style,
                origin: source.origin,
                unicode: IDNA.unicodeName
            )
        )
    }
}

struct ExportSendmailAccess: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sendmail-access",
        abstract: "For Sendmail's access map: TLS_Rcpt, TLS_Srv and TLS_Clt."
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let source = try ExportSource(common)
        try StandardStreams.printTable(SendmailAccessTable.text(of: source.table(), origin: source.origin))
    }
}

/// Which names the keys of an access table cover.
struct SubdomainOptions: ParsableArguments {
    enum Keys: String, ExpressibleByArgument, CaseIterable {
        case parents, dots
    }

    @Option(
        name: .long,
        help: ArgumentHelp(
            "parents: a key covers what is below it; dots: only one that begins with a dot does. Default: as the Postfix here, else parents.",
            valueName: "style"
        )
    )
    var subdomains: Keys?

    var style: SenderAccessTable.Style {
        switch subdomains {
        case .parents: .parents
        case .dots: .dots
        case nil:
            PostfixParameters.value(of: "parent_domain_matches_subdomains")
                .map { $0.contains("smtpd_access_maps") ? .parents : .dots } ?? .parents
        }
    }
}
