import ArgumentParser
import DecisionJournal
import MandateCore

/// Filters of `audit`, by the record's keys.
struct FilterOptions: ParsableArguments {
    private static let actions = ActionWord.allCases.map(\.rawValue)
    private static let violations = Violation.allCases.map(\.rawValue)
    private static let directions = Direction.allCases.map(\.rawValue)
    private static let modes = [Mode.enforce, .testing].map(\.rawValue)
    private static let frontends = ["policy", "milter"]
    private static let stages = ["RCPT", "DATA", "END-OF-MESSAGE"]

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Decisions under this agreement.", valueName: "name")
    )
    var agreement: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("What enforcing answers: accept, hold, defer, reject or filter.", valueName: "action"),
        completion: .list(actions)
    )
    var action: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "Decisions with this violation, by its code as in session-not-encrypted.",
            valueName: "code"
        ),
        completion: .list(violations)
    )
    var violation: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "inbound: the partner handed mail to us; relay: others handed us mail for the partner.",
            valueName: "direction"
        ),
        completion: .list(directions)
    )
    var direction: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "enforce: what was answered; testing: what enforcing would have answered.",
            valueName: "mode"
        ),
        completion: .list(modes)
    )
    var mode: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Who asked: policy or milter.", valueName: "frontend"),
        completion: .list(frontends)
    )
    var frontend: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The client's IP address.", valueName: "address")
    )
    var clientAddress: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The client's verified name.", valueName: "name")
    )
    var clientName: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("What the client said in HELO or EHLO.", valueName: "name")
    )
    var heloName: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The envelope sender; empty: the null sender.", valueName: "address")
    )
    var sender: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("An envelope recipient.", valueName: "address")
    )
    var recipient: [String] = []
    @Option(
        name: [.customLong("classes"), .customLong("class")],
        parsing: .singleValue,
        help: ArgumentHelp("A class that the message is of.", valueName: "class")
    )
    var classes: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The partner's name, as its agreement writes it.", valueName: "name")
    )
    var partner: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The SMTP stage at which was decided: RCPT, DATA or END-OF-MESSAGE.", valueName: "stage"),
        completion: .list(stages)
    )
    var stage: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The message's Message-ID; the milter's records have it.", valueName: "id")
    )
    var messageID: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The message's queue id.", valueName: "id")
    )
    var queueID: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Postfix's policy instance, which all requests of one message share.", valueName: "instance")
    )
    var instance: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The name by which the client has logged in.", valueName: "name")
    )
    var saslUsername: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Postfix's policy_context of the service that asked.", valueName: "context")
    )
    var policyContext: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The session's TLS version, as in TLSv1.2.", valueName: "version")
    )
    var encryptionProtocol: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The session's cipher suite, by OpenSSL's name.", valueName: "suite")
    )
    var encryptionCipher: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The bits of the session key; 0: the session was in the clear.", valueName: "bits")
    )
    var encryptionKeysize: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The client certificate's common name.", valueName: "name")
    )
    var ccertSubject: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The common name of the client certificate's issuer.", valueName: "name")
    )
    var ccertIssuer: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The client certificate's fingerprint, as the record has it.", valueName: "digits")
    )
    var ccertFingerprint: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The digest of the register that decided.", valueName: "digest")
    )
    var register: [String] = []
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The host that recorded the decision.", valueName: "name")
    )
    var host: [String] = []
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp(
            "From this moment on: RFC 3339, a day, today, yesterday, or -7d, -12h, -30m. Default: from the first record on.",
            valueName: "moment"
        )
    )
    var since: String?
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp("Before this moment. Default: to the last record.", valueName: "moment")
    )
    var until: String?

    func validate() throws {
        try Self.check(action, "--action", Self.actions)
        try Self.check(violation, "--violation", Self.violations)
        try Self.check(direction, "--direction", Self.directions)
        try Self.check(mode, "--mode", Self.modes)
        try Self.check(frontend, "--frontend", Self.frontends)
        try Self.check(stage, "--stage", Self.stages)
        for bits in encryptionKeysize where Int(bits).map(String.init) != bits {
            throw ValidationError("--encryption-keysize is a number, as in 128, not '\(bits)'.")
        }
        _ = try query(now: .now)
    }

    /// - Throws: `ValidationError`, for a --limit that would show nothing, which reads as "nothing happened".
    static func check(limit: Int?) throws {
        if let limit, limit < 1 { throw ValidationError("--limit is a number of one or more.") }
    }

    /// An address without the angle brackets in which mail servers write it.
    static func bare(_ address: String) -> String {
        address.hasPrefix("<") && address.hasSuffix(">") ? String(address.dropFirst().dropLast()) : address
    }

    /// A misspelt value would find nothing, which reads as "nothing happened".
    private static func check(_ values: [String], _ option: String, _ known: [String]) throws {
        for value in values where !known.contains(value) {
            throw ValidationError("\(option) cannot be '\(value)': it is one of \(known.joined(separator: ", ")).")
        }
    }

    /// The query that the options stand for.
    func query(now: Timestamp) throws -> RecordQuery {
        var query = RecordQuery()
        let given: [(RecordQuery.Key, [String])] = [
            (.agreement, agreement), (.action, action), (.violation, violation), (.direction, direction), (.mode, mode),
            (.frontend, frontend), (.clientAddress, clientAddress), (.clientName, clientName), (.heloName, heloName),
            (.sender, sender.map(Self.bare)), (.recipient, recipient.map(Self.bare)), (.queueID, queueID),
            (.instance, instance),
            (.saslUsername, saslUsername), (.policyContext, policyContext), (.host, host), (.messageClass, classes),
            (.partner, partner), (.stage, stage), (.messageID, messageID),
            (.encryptionProtocol, encryptionProtocol), (.encryptionCipher, encryptionCipher),
            (.encryptionKeySize, encryptionKeysize), (.certificateSubject, ccertSubject),
            (.certificateIssuer, ccertIssuer), (.certificateFingerprint, ccertFingerprint), (.register, register),
        ]
        query.filters = given.filter { !$0.1.isEmpty }.map { (key: $0.0, values: $0.1) }
        query.since = try Self.moment(since, "--since", now: now)
        query.until = try Self.moment(until, "--until", now: now)
        return query
    }

    /// - Throws: `ValidationError`, for what is no moment.
    static func moment(_ text: String?, _ option: String, now: Timestamp) throws -> Timestamp? {
        guard let text else { return nil }
        if let moment = Moment.relative(text, now: now) { return moment }
        throw ValidationError("\(option) is a moment as in 2026-03-01T12:00:00Z, a day, today, yesterday, or -7d.")
    }
}
