import ArgumentParser
import MandateCore
import RegisterFiles

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decides without a mail server, and says why.",
        discussion: """
            Prints the decision for each recipient, and each demand beside what was observed, with the file and line that it comes \
            from. A session without --tls is in the clear. A certificate with a subject or an issuer is one that the mail server \
            trusts; one with a fingerprint alone is not trusted. The milter is shown the header, too; its body is taken to be what \
            Content-Type says.

            Example: tlsmandate explain --sender info@hella.com --recipient sales@example.com --client-address 192.0.2.1 \
            --tls TLSv1.2 --cipher ECDHE-RSA-AES256-GCM-SHA384 --bits 256

            --outbound says how Postfix delivers to a domain or next hop, and where each part of that comes from.

            Example: tlsmandate explain --outbound allianz.de
            """
    )

    /// The front end whose view of a session is taken.
    enum FrontendOption: String, ExpressibleByArgument, CaseIterable {
        case policy, milter
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions

    @Option(name: .long, help: ArgumentHelp("The envelope sender. Default: the null sender.", valueName: "address"))
    var sender = ""
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("An envelope recipient; may be given several times.", valueName: "address")
    )
    var recipient: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The client's IP address; empty: the milter is told of none, as of mail that came by no SMTP session.",
            valueName: "address"
        )
    )
    var clientAddress = "192.0.2.1"
    @Option(name: .long, help: ArgumentHelp("The client's verified name; unknown: it has none.", valueName: "name"))
    var clientName = "unknown"
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The TLS version, as in TLSv1.2. Default: the session is in the clear.",
            valueName: "version"
        )
    )
    var tls: String?
    @Option(name: .long, help: "The cipher suite, by OpenSSL's name; goes with --tls.")
    var cipher: String?
    @Option(name: .long, help: "The bits of the session key, 0 or more. Default: 256.")
    var bits: Int?
    @Option(name: .long, help: ArgumentHelp("The common name of a trusted client certificate.", valueName: "name"))
    var clientCertSubject: String?
    @Option(name: .long, help: ArgumentHelp("The common name of its direct issuer.", valueName: "name"))
    var clientCertIssuer: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The SHA-256 fingerprint of the client certificate or of its public key: 64 hexadecimal digits, colons as one likes.",
            valueName: "digits"
        )
    )
    var clientCertFingerprint: String?
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "A field of the message's header, as 'Name: value'; may be given several times.",
            valueName: "field"
        )
    )
    var header: [String] = []
    @Option(
        name: .long,
        help: "The front end that asks. Default: milter with --header or where it alone listens, else policy."
    )
    var frontend: FrontendOption?
    @Option(name: .long, help: ArgumentHelp("Explain the TLS policy of a next hop instead.", valueName: "domain"))
    var outbound: String?
    @OptionGroup var postfix: PostfixVersionOptions
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The moment of the decision, as in 2026-03-01 or 2026-03-01T12:00:00Z. Default: now.",
            valueName: "moment"
        )
    )
    var at: String?

    func validate() throws {
        if outbound == nil, recipient.isEmpty {
            throw ValidationError("Name at least one --recipient, or a next hop by --outbound.")
        }
        if !clientAddress.isEmpty, IPAddress(clientAddress) == nil {
            throw ValidationError("--client-address is an IPv4 or IPv6 address, not '\(clientAddress)'.")
        }
        if tls == nil,
            cipher != nil || bits != nil || clientCertSubject != nil || clientCertFingerprint != nil
                || clientCertIssuer != nil
        {
            throw ValidationError("A cipher, bits or a certificate need --tls: the session is in the clear without it.")
        }
        if tls != nil, cipher == nil { throw ValidationError("Name the --cipher of the session.") }
        if let bits, bits < 0 { throw ValidationError("--bits is a number of zero or more.") }
        if !header.isEmpty, frontend == .policy {
            throw ValidationError("The policy service sees no header; leave --frontend out, or name milter.")
        }
        for field in header where !field.contains(":") {
            throw ValidationError("--header is 'Name: value', not '\(field)'.")
        }
        if let at, Moment.absolute(at) == nil {
            throw ValidationError("--at is a day or a moment as in 2026-03-01T12:00:00Z.")
        }
        if let clientCertFingerprint, (try? Self.fingerprint(clientCertFingerprint)) == nil {
            throw ValidationError("--client-cert-fingerprint is 64 hexadecimal digits.")
        }
    }

    func run() throws {
        let register = try RegisterLoader.loadOrComplain(common.config).register
        let now = at.flatMap(Moment.absolute) ?? .now
        if let outbound {
            let table = OutboundTable(register: register, on: now.day, for: postfix.version)
            return try print(ExplainOutbound(outbound, table: table), \.lines)
        }
        let frontends = register.configuration.frontends
        let isMilter = frontend == .milter || !header.isEmpty || frontend == nil && frontends == [.milter]
        let session = Session(
            // A policy request always has a session: one that names no client is asked for TLS.
            clientAddress: isMilter && clientAddress.isEmpty ? nil : clientAddress,
            observation: try observation,
            frontend: isMilter ? .milter : .policy,
            leavesToPolicy: isMilter && frontends.contains(.policy)
        )
        for explanation in explanations(register, session, now) { try print(explanation, \.lines) }
    }

    private func print<Result: Encodable>(_ result: Result, _ lines: (Result) -> [String]) throws {
        switch output.format {
        case .json: try StandardStreams.printJSON(result)
        case .text: for line in lines(result) { StandardStreams.print(line) }
        }
    }

    /// One for each recipient, of one message to all of them.
    private func explanations(_ register: Register, _ session: Session, _ now: Timestamp) -> [Explanation] {
        let (sender, recipient) = (FilterOptions.bare(sender), recipient.map(FilterOptions.bare))
        let atRecipient = recipient.map { recipient in
            let participants = register.participants(
                sender: sender.utf8.span,
                recipient: recipient.utf8.span,
                clientName: clientName.utf8.span,
                clientAddress: clientAddress.utf8.span,
                on: now.day
            )
            return register.judgements(of: participants, recipient: recipient, session: session)
        }
        let message = MessageHeader(fields: header, register: register)
            .message(sender: sender, recipients: recipient, clientName: clientName)
        let isMilter = session.frontend == .milter
        let ofMessage = isMilter ? register.judgements(of: message, session: session, on: now.day) : []
        let ofClasses = isMilter ? register.classJudgements(of: message, session: session, on: now.day) : []
        let onFrom = isMilter ? register.decisionOnUnreadableFrom(of: message, session: session, on: now.day) : nil
        return zip(recipient, atRecipient).map { recipient, judgements in
            Explanation(
                register: register,
                judgements: judgements
                    + ofMessage.filter { $0.recipients.contains(recipient) }.map(\.judgement),
                classJudgements: register.isNeverRefused(recipient) ? [] : ofClasses,
                onUnreadableFrom: onFrom.flatMap { $0.recipients.contains(recipient) ? $0.decision : nil },
                sender: sender,
                recipient: recipient,
                session: session,
                clientName: clientName,
                isEndToEndEncrypted: message.isEndToEndEncrypted,
                configurationFile: common.config,
                now: now
            )
        }
    }

    private var observation: Observation {
        get throws {
            guard let tls, let cipher else { return Observation(encryption: .absent, certificate: .absent) }
            let hasNames = clientCertSubject != nil || clientCertIssuer != nil
            let fingerprint = try clientCertFingerprint.map(Self.fingerprint)
            let certificate = Observation.PeerCertificate(
                isTrusted: hasNames,
                subject: clientCertSubject.map { .value($0) } ?? .absent,
                issuer: clientCertIssuer.map { .value($0) } ?? .absent,
                fingerprints: fingerprint.map { .value([$0]) } ?? .absent
            )
            return Observation(
                encryption: .value(.init(protocolName: tls, cipher: cipher, bits: bits ?? 256)),
                certificate: hasNames || fingerprint != nil ? .value(certificate) : .absent
            )
        }
    }

    private static func fingerprint(_ text: String) throws -> Fingerprint {
        if let pin = try? Fingerprint(pin: text) { return pin }
        return try Fingerprint(hexadecimal: text)
    }
}
