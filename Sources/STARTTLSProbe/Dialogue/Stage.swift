/// A step of a probe, in the order of the table that the partner documents show (CheckTLS "TestReceiver").
package enum Stage: String, CaseIterable, Codable, Hashable, Sendable {
    /// The TCP connection.
    case connect
    /// The greeting.
    case answer
    /// The reply to EHLO.
    case ehlo
    /// STARTTLS among the keywords of EHLO, and its reply.
    case tlsAdvertised = "tls_advertised"
    /// The TLS handshake.
    case tlsNegotiated = "tls_negotiated"
    /// The certificate: chain, validity, name.
    case certificate
    /// The reply to EHLO within TLS.
    case secure
    /// The reply to MAIL FROM.
    case sender
    /// The reply to RCPT TO.
    case recipient

    /// As the column of the table is headed.
    package var title: String {
        switch self {
        case .connect: "Connect"
        case .answer: "Answer"
        case .ehlo: "EHLO"
        case .tlsAdvertised: "TLS Adv"
        case .tlsNegotiated: "TLS Neg"
        case .certificate: "Cert"
        case .secure: "Secure"
        case .sender: "Sender"
        case .recipient: "Rcpt"
        }
    }
}

/// What came of one stage.
package struct StageResult: Codable, Equatable, Sendable {
    package enum Outcome: String, Codable, Sendable {
        case ok, fail
        /// Nothing is known: it was not reached, took too long, or the gateway put us off (421, 450). Never "no TLS".
        case notTested = "not_tested"
    }

    package let stage: Stage
    package var outcome: Outcome
    /// How long it took; nil where nothing was waited for.
    package var milliseconds: Int?
    /// Why it is not ok, in plain words.
    package var detail: String?

    package init(_ stage: Stage, _ outcome: Outcome, milliseconds: Int? = nil, detail: String? = nil) {
        self.stage = stage
        self.outcome = outcome
        self.milliseconds = milliseconds
        self.detail = detail
    }
}
