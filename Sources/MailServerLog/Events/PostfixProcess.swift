/// What is remembered of a process smtp(8) or smtpd(8) of Postfix, and the reading of its lines (Postfix 3.7; older wordings too).
struct PostfixProcess {
    /// Of the connection of the process: its gateway as logged, and its session.
    private var session: (gateway: Substring, tls: TLSSession)?
    /// Why TLS failed, in the library's words, and the gateway where it did.
    private var detail: String?
    private var failedGateway: Peer?
    /// The message that session and detail have been told of.
    private var user: Substring?
    /// smtpd(8): the client whose handshake has failed last.
    private var failedClient: Peer?

    // MARK: smtp(8)

    mutating func readClient(_ line: LogLine, _ emit: (MailEvent) -> Void) {
        let text = Substring(line.text)
        if readConnection(text) { return }
        guard let (queueID, rest) = LineText.queueID(text) else { return }
        if rest.hasPrefix("to=<") {
            if let delivery = delivery(line, queueID, rest) { emit(.delivery(delivery)) }
        } else if let kind = FailureKind(postfix: rest) {
            forget(unless: queueID)
            // Without a gateway it is told again by the status of the delivery.
            guard let relay = Self.host(in: rest) ?? failedGateway ?? session.flatMap({ LineText.peer($0.gateway) })
            else { return }
            emit(
                .gatewayFailure(
                    GatewayFailure(
                        time: line.time,
                        message: MessageName(host: line.host, queueID: String(queueID)),
                        relay: relay,
                        kind: kind,
                        detail: detail,
                        example: line.example
                    )
                )
            )
        }
    }

    /// Lines of a connection, before a message is named.
    private mutating func readConnection(_ text: Substring) -> Bool {
        // tls_misc.c, tls_log_summary: "… TLS connection established to" or, of a cached connection, "reused to".
        if let range = text.place(of: " TLS connection established to ")
            ?? text.place(of: " TLS connection reused to ")
        {
            startConnection()
            session = Self.session(verdict: text[..<range.lowerBound], text[range.upperBound...])
            return true
        }
        if let range = text.place(of: "certificate verification failed for ") {
            startConnection()
            failedGateway = LineText.peer(text[range.upperBound...])
            detail = text[range.upperBound...].place(of: ": ").map {
                Self.withoutNumber(text[$0.upperBound...])
            }
            return true
        }
        if text.hasPrefix("SSL_connect error to ") {
            startConnection()
            session = nil
            failedGateway = LineText.peer(text.dropFirst("SSL_connect error to ".count))
            detail = text.place(of: ": ").map { String(text[$0.upperBound...].prefix(200)) }
            if detail == "-1" { detail = nil }
            return true
        }
        return readWarning(text)
    }

    private mutating func readWarning(_ text: Substring) -> Bool {
        guard text.hasPrefix("warning: ") else { return false }
        if let range = text.place(of: "TLS library problem: ") {
            detail = LineText.libraryReason(text[range.upperBound...])
        } else if text.hasPrefix("warning: smtp_tls_policy_maps") || text.hasPrefix("warning: smtp_tls_per_site") {
            startConnection()
            detail = text.place(of: "\": ").map { String(text[$0.upperBound...].prefix(200)) }
        }
        return true
    }

    /// What was told of belongs to the connection before.
    private mutating func startConnection() {
        guard user != nil else { return }
        self = PostfixProcess()
    }

    private mutating func forget(unless queueID: Substring) {
        if let user, user != queueID { self = PostfixProcess() }
        user = queueID
    }

    /// `to=<…>, orig_to=<…>, relay=…, delay=…, delays=…, dsn=…, status=… (…)` (log_adhoc.c).
    private mutating func delivery(_ line: LogLine, _ queueID: Substring, _ text: Substring) -> Delivery? {
        guard let end = (text.place(of: ">, relay=") ?? text.place(of: ">, orig_to=<"))?.lowerBound,
            let relay = LineText.value("relay", in: text[end...]),
            let statusRange = text[end...].place(of: ", status=")
        else { return nil }
        let words = text[statusRange.upperBound...]
        guard let status = Delivery.Status(rawValue: String(words.prefix { $0 != " " })) else { return nil }
        let parenthesis = words.drop { $0 != "(" }.dropFirst()
        let reason = parenthesis.hasSuffix(")") ? parenthesis.dropLast() : parenthesis
        forget(unless: queueID)
        let failure = FailureKind(postfix: reason)
        return Delivery(
            time: line.time,
            message: MessageName(host: line.host, queueID: String(queueID)),
            recipients: [Self.recipient(text[..<end])],
            relay: LineText.peer(relay),
            dsn: LineText.value("dsn", in: text[end..<statusRange.lowerBound]).map(String.init) ?? "",
            status: status,
            reason: reason.clipped(to: LogLimits.exampleLength),
            tls: session.flatMap { $0.gateway == relay ? $0.tls : nil },
            failure: failure,
            detail: status == .sent ? nil : detail,
            example: failure == nil ? nil : line.example
        )
    }

    /// `to=<a@b` or `to=<a@b>, orig_to=<c`: the first is where it goes.
    private static func recipient(_ text: Substring) -> String {
        let address = text.dropFirst("to=<".count)
        return String(address.place(of: ">, orig_to=<").map { address[..<$0.lowerBound] } ?? address)
    }

    /// `host NAME[ADDRESS]` in the words of a failure.
    private static func host(in text: Substring) -> Peer? {
        guard let range = text.place(of: " host ") else { return nil }
        return LineText.peer(text[range.upperBound...].prefix { $0 != " " })
    }

    /// `num=62:hostname mismatch` without OpenSSL's number.
    private static func withoutNumber(_ text: Substring) -> String {
        guard text.hasPrefix("num="), let colon = text.firstIndex(of: ":") else { return String(text.prefix(200)) }
        return String(text[colon...].dropFirst().prefix(200))
    }

    /// `NAME[ADDRESS]:PORT: TLSv1.3 with cipher X (256/256 bits) …`.
    private static func session(verdict: Substring, _ text: Substring) -> (gateway: Substring, tls: TLSSession)? {
        let verdicts: [Substring: TLSSession.Verdict] = [
            "Verified": .verified, "Trusted": .trusted, "Untrusted": .untrusted, "Anonymous": .anonymous,
        ]
        // The queue id may stand before the verdict.
        guard let word = verdict.split(separator: " ").last, let verdict = verdicts[word],
            let end = text.place(of: ": "),
            let cipher = text[end.upperBound...].place(of: " with cipher ")
        else { return nil }
        let name = text[cipher.upperBound...].prefix { $0 != " " }
        let bits = text[name.endIndex...].dropFirst(2).prefix { $0.isNumber }
        return (
            text[..<end.lowerBound],
            TLSSession(
                verdict: verdict,
                protocolName: String(text[end.upperBound..<cipher.lowerBound].prefix(40)),
                cipher: String(name.prefix(80)),
                bits: Int(bits) ?? 0
            )
        )
    }

    // MARK: smtpd(8)

    /// `SSL_accept error from NAME[ADDRESS]: …`, and behind it what the library says.
    mutating func readServer(_ line: LogLine, _ emit: (MailEvent) -> Void) {
        let text = Substring(line.text)
        if let range = text.place(of: "SSL_accept error from "),
            let client = LineText.peer(text[range.upperBound...])
        {
            failedClient = client
            let words = text[range.upperBound...].place(of: "]: ").map {
                String(text[$0.upperBound...].prefix(200))
            }
            emit(
                .clientFailure(
                    ClientFailure(
                        time: line.time,
                        client: client,
                        detail: words == "-1" ? nil : words,
                        example: line.example
                    )
                )
            )
        } else if let range = text.place(of: " TLS connection established from "),
            let client = LineText.peer(text[range.upperBound...])
        {
            failedClient = nil
            emit(.clientSuccess(client: client, time: line.time))
        } else if let range = text.place(of: "TLS library problem: "), let client = failedClient {
            emit(.clientFailureReason(client: client, reason: LineText.libraryReason(text[range.upperBound...])))
        }
    }
}
