/// What has happened and what to do, for an administrator. Audi document, 5.8.1: with a partner of an agreement it "must be
/// cleared up why the connection fails. Switching TLS off is not permitted".
extension FailureKind {
    /// What has happened, as the beginning of a sentence is.
    package var summary: String {
        switch self {
        case .certificateNotVerified: "the gateway's certificate could not be verified"
        case .handshakeFailed: "the TLS handshake with the gateway failed"
        case .notOffered: "the gateway does not offer STARTTLS"
        case .refused: "the gateway offers STARTTLS and then refuses it"
        case .sessionTooWeak: "the session is weaker than agreed"
        case .daneFailed: "DANE is asked for and could not be had"
        case .policyFailed: "our mail server could not find out what TLS it owes the partner"
        case .ownTLSUnavailable: "our mail server cannot do TLS"
        case .acceptFailed: "the client's TLS handshake with us failed"
        }
    }

    /// What to do.
    package var advice: String {
        switch self {
        case .certificateNotVerified:
            """
            Test with 'tlsmandate probe': has the certificate expired, has its issuer or its name changed, is an intermediate \
            missing? Ask the partner's contact which certificate is right before you change match names or trust anchors of \
            the agreement. Mail waits meanwhile; do not lower the level.
            """
        case .handshakeFailed:
            """
            Protocol versions or ciphers do not meet, or something between cuts the connection. Compare minimum-protocol and \
            exclude-ciphers of the agreement with what 'tlsmandate probe' finds at the gateway; tell the partner if its \
            gateway is behind what was agreed.
            """
        case .notOffered:
            """
            Test from outside with 'tlsmandate probe'. If the gateway offers STARTTLS there, a firewall on the way removes it \
            (SMTP inspection): switch that off. Otherwise tell the partner; mail waits, and must not go in the clear.
            """
        case .refused:
            """
            Usually the partner's gateway cannot load its certificate or is overloaded. It often passes; if it lasts longer \
            than an hour, send the partner's contact the line shown.
            """
        case .sessionTooWeak:
            """
            The gateway chose a shorter key than agreed. Ask the partner to offer stronger ciphers; see with 'tlsmandate probe' \
            which it has.
            """
        case .daneFailed:
            """
            The partner's TLSA records are missing, wrong or not signed, or our resolver does not validate DNSSEC. Check with \
            'posttls-finger -l dane DOMAIN', and that /etc/resolv.conf names a validating resolver on this host.
            """
        case .policyFailed:
            """
            Is the service running ('tlsmandate status'), and may the mail server reach its socketmap? If it answers, look at \
            the warning before the line shown: a table of smtp_tls_policy_maps has an entry that Postfix refuses.
            """
        case .ownTLSUnavailable:
            "Look for TLS warnings of our mail server at its start: its certificate, key or CA file cannot be read."
        case .acceptFailed:
            """
            The partner's mail server and ours found no common protocol or cipher, or it did not accept our certificate. \
            Compare the detail with what was agreed; test our own gateway with 'tlsmandate probe --self' and ask the partner \
            what its log says at that time.
            """
        }
    }
}
