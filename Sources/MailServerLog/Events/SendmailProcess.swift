internal import MandateCore

/// What is remembered of a process of Sendmail, and the reading of its lines (Sendmail 8.17, LogLevel 9, the default, or more).
struct SendmailProcess {
    private var session: (gateway: String, tls: TLSSession)?
    private var detail: String?
    /// A gateway that the ruleset tls_server has refused, until the status tells whether the delivery failed by it.
    private var refused: GatewayFailure?
    /// Recipients that the ruleset tls_rcpt has refused: their status says "Deferred" without a reason.
    private var refusedRecipients: [String: FailureKind] = [:]
    private var user: Substring?

    mutating func read(_ line: LogLine, _ emit: (MailEvent) -> Void) {
        let text = Substring(line.text)
        if text.hasPrefix("STARTTLS=client") {
            readClient(text, emit)
        } else if text.hasPrefix("STARTTLS=server") {
            Self.readServer(line, text, emit)
        } else if text.hasPrefix("ruleset=tls_server") {
            readRefusal(line, queueID: nil, text, emit)
        } else if let (queueID, rest) = LineText.queueID(text) {
            if rest.hasPrefix("to=") {
                readStatus(line, queueID, rest, emit)
            } else if rest.hasPrefix("ruleset=tls_server") {
                readRefusal(line, queueID: queueID, rest, emit)
            } else if rest.hasPrefix("ruleset=tls_rcpt") {
                readRecipientRefusal(queueID, rest)
            } else if rest.hasPrefix("done; ") {
                emit(.finished(message: MessageName(host: line.host, queueID: String(queueID)), time: line.time))
            }
        }
    }

    // MARK: Connections

    /// `STARTTLS=client, relay=…, version=…, verify=…, cipher=…, bits=a/b` (deliver.c, starttls; tls.c, tls_get_info).
    private mutating func readClient(_ text: Substring, _ emit: (MailEvent) -> Void) {
        if text.hasPrefix("STARTTLS=client, relay=") {
            startConnection(emit)
            session = Self.session(text)
        } else if text.hasPrefix("STARTTLS=client, error: connect failed") {
            startConnection(emit)
            session = nil
            detail = LineText.value("reason", in: text).map { String($0.prefix(200)) }
        } else if let message = LineText.value("verifymsg", in: text), message != "ok" {
            detail = String(message.prefix(200))
        }
    }

    private mutating func startConnection(_ emit: (MailEvent) -> Void) {
        if let refused { emit(.gatewayFailure(refused)) }
        self = SendmailProcess()
    }

    private mutating func forget(unless queueID: Substring) {
        if let user, user != queueID {
            session = nil
            detail = nil
            refusedRecipients = [:]
        }
        user = queueID
    }

    /// `ruleset=tls_server, arg1=FAIL, relay=…, reject=454 4.7.0 authentication failed`.
    private mutating func readRefusal(
        _ line: LogLine,
        queueID: Substring?,
        _ text: Substring,
        _ emit: (MailEvent) -> Void
    ) {
        guard let relay = LineText.value("relay", in: text), let reason = Self.rejection(text),
            let kind = FailureKind(sendmail: reason)
        else { return }
        if let refused { emit(.gatewayFailure(refused)) }
        refused = GatewayFailure(
            time: line.time,
            message: queueID.map { MessageName(host: line.host, queueID: String($0)) },
            relay: Self.peer(relay),
            kind: kind,
            detail: detail,
            example: line.example
        )
    }

    /// `ID: ruleset=tls_rcpt, arg1=a@partner.example, relay=…, reject=403 4.7.0 …`.
    private mutating func readRecipientRefusal(_ queueID: Substring, _ text: Substring) {
        guard let recipient = LineText.value("arg1", in: text), let reason = Self.rejection(text),
            let kind = FailureKind(sendmail: reason)
        else { return }
        forget(unless: queueID)
        guard refusedRecipients.count < LogLimits.recipients else { return }
        refusedRecipients[String(recipient.drop { $0 == "<" }.prefix { $0 != ">" })] = kind
    }

    private static func rejection(_ text: Substring) -> Substring? {
        text.place(of: ", reject=").map { text[$0.upperBound...] }
    }

    // MARK: Statuses

    /// `to=<…>,<…>, delay=…, xdelay=…, mailer=…, pri=…, relay=host. [address], dsn=…, stat=…` (deliver.c, logdelivery).
    private mutating func readStatus(
        _ line: LogLine,
        _ queueID: Substring,
        _ text: Substring,
        _ emit: (MailEvent) -> Void
    ) {
        guard let end = (text.place(of: ", ctladdr=") ?? text.place(of: ", delay="))?.lowerBound,
            let statusRange = text[end...].place(of: ", stat=")
        else { return }
        let words = text[statusRange.upperBound...]
        let fields = text[end..<statusRange.lowerBound]
        let dsn = LineText.value("dsn", in: fields).map(String.init) ?? ""
        guard let status = Self.status(words, dsn: dsn) else { return }
        forget(unless: queueID)
        let recipients = LineText.addresses(text[..<end].dropFirst(3))
        let relay = LineText.value("relay", in: fields).map(Self.peer)
        let failure = status == .sent ? nil : failure(words, of: recipients, at: relay)
        if var refused, failure == nil || refused.relay.name != relay?.name {
            refused.message = MessageName(host: line.host, queueID: String(queueID))
            emit(.gatewayFailure(refused))
        }
        refused = nil
        emit(
            .delivery(
                Delivery(
                    time: line.time,
                    message: MessageName(host: line.host, queueID: String(queueID)),
                    recipients: recipients,
                    relay: relay,
                    dsn: dsn,
                    status: status,
                    reason: words.clipped(to: LogLimits.exampleLength),
                    tls: session.flatMap { $0.gateway == relay?.name ? $0.tls : nil },
                    failure: failure,
                    detail: failure == nil ? nil : detail,
                    example: failure == nil ? nil : line.example
                )
            )
        )
    }

    /// Why the delivery failed: by its own words, by the gateway's refusal, by one of its recipients'.
    private func failure(_ words: Substring, of recipients: [String], at relay: Peer?) -> FailureKind? {
        let reason = words.hasPrefix("Deferred: ") ? words.dropFirst("Deferred: ".count) : words
        if let kind = FailureKind(sendmail: reason) { return kind }
        if let refused, refused.relay.name == relay?.name { return refused.kind }
        return recipients.lazy.compactMap { refusedRecipients[$0] }.first
    }

    /// `Sent (…)`, `Deferred: …`, `User unknown`; nil for "queued", which is no attempt.
    private static func status(_ words: Substring, dsn: String) -> Delivery.Status? {
        if words.hasPrefix("Sent") { return .sent }
        if words.hasPrefix("Deferred") || dsn.hasPrefix("4") { return .deferred }
        return dsn.hasPrefix("5") ? .bounced : nil
    }

    // MARK: The server

    /// `STARTTLS=server, error: accept failed=-1, reason=…, relay=name [address]` (srvrsmtp.c), and `STARTTLS=server, relay=…`.
    private static func readServer(_ line: LogLine, _ text: Substring, _ emit: (MailEvent) -> Void) {
        guard let relay = LineText.value("relay", in: text) else { return }
        if text.hasPrefix("STARTTLS=server, error: accept failed") {
            let failure = ClientFailure(
                time: line.time,
                client: peer(relay),
                detail: LineText.value("reason", in: text).map { String($0.prefix(200)) },
                example: line.example
            )
            emit(.clientFailure(failure))
        } else if text.hasPrefix("STARTTLS=server, relay=") {
            emit(.clientSuccess(client: peer(relay), time: line.time))
        }
    }

    // MARK: Words

    /// `mx.partner.example. [192.0.2.1]`, or a name alone.
    private static func peer(_ text: Substring) -> Peer {
        LineText.peer(text) ?? Peer(name: LineText.dotless(text.trimmingBlanks), address: "")
    }

    private static func session(_ text: Substring) -> (gateway: String, tls: TLSSession)? {
        guard let relay = LineText.value("relay", in: text), let version = LineText.value("version", in: text),
            let verify = LineText.value("verify", in: text), let cipher = LineText.value("cipher", in: text)
        else { return nil }
        let bits = LineText.value("bits", in: text)?.prefix { $0.isNumber }
        return (
            peer(relay).name,
            TLSSession(
                verdict: verdict(verify),
                protocolName: String(version.prefix(40)),
                cipher: String(cipher.prefix(80)),
                bits: bits.flatMap { Int($0) } ?? 0
            )
        )
    }

    /// `${verify}` (Sendmail's operations guide, 5.2): OK and TRUSTED (by DANE) are verified chains; names are not looked at.
    private static func verdict(_ verify: Substring) -> TLSSession.Verdict {
        switch verify {
        case "TRUSTED": .verified
        case "OK": .trusted
        case "NO": .anonymous
        default: .untrusted
        }
    }
}
