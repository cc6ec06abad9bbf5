import ArgumentParser
import DecisionJournal
import MandateCore

struct AuditSessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Shows what clients tried that was refused, session by session, newest first.",
        discussion: """
            The refusals of one session stand together: those of one client by one host, without a pause of two minutes.

            Examples:
              tlsmandate audit sessions --since -1d
              tlsmandate audit sessions --client-address 192.0.2.10 --format json
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup(title: "Filters") var filters: FilterOptions

    /// Unless another number is said: some screens full.
    @Option(name: .long, help: ArgumentHelp("Only the latest so many, 1 or more.", valueName: "number"))
    var limit = 100

    func validate() throws { try FilterOptions.check(limit: limit) }

    func run() throws {
        var query = try filters.query(now: .now)
        let source = try journal.open(configuration: common.config)
        var sessions = RefusedSessions(most: limit)
        if !query.filters.contains(where: { $0.key == .action }) {
            query.filters.append((.action, ActionWord.allCases.filter { $0 != .accept }.map(\.rawValue)))
        }
        try journal.reading {
            try source.list(query) { entry in
                if case .decision(let record) = entry { sessions.add(record) }
            }
        }
        for session in sessions.newest {
            switch output.format {
            case .json: try StandardStreams.printJSON(JSONSession(session))
            case .text: for line in Self.lines(session) { StandardStreams.print(Printable.line(line)) }
            }
        }
    }

    private static func lines(_ session: RefusedSessions.Session) -> [String] {
        let name = "\(session.clientName ?? "unknown")[\(session.clientAddress ?? "")]"
        let actions = session.actions.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        let tls =
            session.encryptionProtocol.map { "\($0) \(session.encryptionCipher ?? "")" } ?? "in the clear"
        var lines = [
            "\(session.first.text)  \(name)  \(actions.joined(separator: ", "))  \(tls)",
            "    violations \(session.violations.map(\.rawValue).joined(separator: ", "))",
            "    from       \(addresses(session.senders))",
            "    to         \(addresses(session.recipients))",
        ]
        if !session.agreements.isEmpty {
            lines.append("    agreements \(session.agreements.sorted().joined(separator: ", "))")
        }
        if let reply = session.reply { lines.append("    answered   \(reply)") }
        lines.append("    records    \(session.records.map(\.text).joined(separator: " "))")
        return lines
    }

    private static func addresses(_ addresses: Set<String>) -> String {
        addresses.sorted().map { "<\($0)>" }.joined(separator: " ")
    }
}

private struct JSONSession: Encodable {
    let clientAddress: String?
    let clientName: String?
    let heloName: String?
    let instance: String?
    let first: String
    let last: String
    let actions: [String: Int]
    let agreements: [String]
    let violations: [String]
    let senders: [String]
    let recipients: [String]
    let encryptionProtocol: String?
    let encryptionCipher: String?
    let reply: String?
    let records: [String]

    enum CodingKeys: String, CodingKey {
        case clientAddress = "client_address"
        case clientName = "client_name"
        case heloName = "helo_name"
        case instance, first, last, actions, agreements, violations, senders, recipients
        case encryptionProtocol = "encryption_protocol"
        case encryptionCipher = "encryption_cipher"
        case reply, records
    }

    init(_ session: RefusedSessions.Session) {
        clientAddress = session.clientAddress
        clientName = session.clientName
        heloName = session.heloName
        instance = session.instance
        first = session.first.text
        last = session.last.text
        actions = session.actions
        agreements = session.agreements.sorted()
        violations = session.violations.map(\.rawValue)
        senders = session.senders.sorted()
        recipients = session.recipients.sorted()
        encryptionProtocol = session.encryptionProtocol
        encryptionCipher = session.encryptionCipher
        reply = session.reply
        records = session.records.map(\.text)
    }
}
