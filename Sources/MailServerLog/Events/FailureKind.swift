/// In which way TLS fails. The first four are those of the Audi document, section 5.8, that mail servers still log.
package enum FailureKind: String, CaseIterable, Sendable {
    case certificateNotVerified = "certificate-not-verified"
    case handshakeFailed = "handshake-failed"
    case notOffered = "tls-not-offered"
    case refused = "tls-refused"
    /// Sendmail's `ENCR:bits`.
    case sessionTooWeak = "session-too-weak"
    /// DANE asks for what DNS or the gateway does not give.
    case daneFailed = "dane-failed"
    /// Our mail server could not look up what TLS it owes the partner, or was given nonsense.
    case policyFailed = "policy-failed"
    /// Our mail server cannot do TLS itself.
    case ownTLSUnavailable = "own-tls-unavailable"
    /// Inbound: a client's handshake with us failed.
    case acceptFailed = "accept-failed"

    /// Whether mail goes to the partner (or does not), rather than comes from it.
    package var isOutbound: Bool { self != .acceptFailed }

    /// Whether the cause is on our side, so that it is not a matter of one gateway.
    package var isOurOwn: Bool { self == .policyFailed || self == .ownTLSUnavailable }

    /// The kind that Postfix's words for a failed delivery stand for.
    ///
    /// Wordings: smtp_proto.c and smtp_connect.c of Postfix 3.7; "could not be verified" is that of 2.2 and of the Audi document;
    /// "TLSA", "DNSSEC": smtp_tls_policy.c, dane_init.
    ///
    /// - Parameter reason: What stands in parentheses behind `status=deferred`, or behind the queue id; of a message that comes
    ///   behind others that failed, with qmgr(8)'s words before it (qmgr_error.c).
    package init?(postfix reason: Substring) {
        let suspended = "delivery temporarily suspended: "
        let reason = reason.hasPrefix(suspended) ? reason.dropFirst(suspended.count) : reason
        let beginnings: [(String, FailureKind)] = [
            ("Server certificate not verified", .certificateNotVerified),
            ("Server certificate not trusted", .certificateNotVerified),
            ("Server certificate could not be verified", .certificateNotVerified),
            ("Cannot start TLS", .handshakeFailed),
            ("TLS is required, but was not offered", .notOffered),
            ("TLS is required, but host ", .refused),
            ("TLS is required, but our TLS engine", .ownTLSUnavailable),
            ("TLS is required, but unavailable", .ownTLSUnavailable),
            ("client TLS configuration problem", .policyFailed),
            ("TLSA lookup error", .daneFailed), ("no TLSA records found", .daneFailed),
            ("non DNSSEC destination", .daneFailed),
        ]
        guard let found = beginnings.first(where: { reason.hasPrefix($0.0) })?.1 else { return nil }
        self = found
    }

    /// The kind that a message of Sendmail's ruleset TLS_connection stands for (cf/m4/proto.m4 of 8.17), behind its code: `403
    /// 4.7.0`, `454 4.7.0`, `503 5.7.0` or `554 5.7.0`.
    ///
    /// - Parameter reason: The code and the message.
    package init?(sendmail reason: Substring) {
        let codes = ["403 4.7.0 ", "454 4.7.0 ", "503 5.7.0 ", "554 5.7.0 "]
        guard codes.contains(where: { reason.hasPrefix($0) }) else { return nil }
        let words = reason.dropFirst(10)
        let beginnings: [(String, FailureKind)] = [
            ("TLS handshake failed", .handshakeFailed), ("STARTTLS failed", .refused),
            ("STARTTLS temporarily not possible", .refused), ("DANE check failed", .daneFailed),
            ("other side does not support STARTTLS", .notOffered), ("STARTTLS disabled locally", .ownTLSUnavailable),
            ("encryption too weak", .sessionTooWeak), ("authentication required", .certificateNotVerified),
            ("authentication failed", .certificateNotVerified), ("not authenticated", .certificateNotVerified),
            ("no authentication requested", .certificateNotVerified), ("CN ", .certificateNotVerified),
            ("Cert Subject ", .certificateNotVerified), ("Cert Issuer ", .certificateNotVerified),
            // `TEMP` where a server answers STARTTLS with 4xx.
            ("authentication failure TEMP", .refused), ("authentication failure ", .certificateNotVerified),
        ]
        guard let found = beginnings.first(where: { words.hasPrefix($0.0) })?.1 else { return nil }
        self = found
    }
}
