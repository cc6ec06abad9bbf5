internal import MandateCore

/// What the mail server tells of a session, read from its macros in one place.
///
/// | fact | Postfix (smtpd_milter.c) | Sendmail (tls.c, srvrsmtp.c) |
/// | --- | --- | --- |
/// | protocol, cipher, bits | `{tls_version}`, `{cipher}`, `{cipher_bits}`; not sent in the clear | the same; empty in the clear |
/// | certificate verified | `{cert_subject}` or `{cert_issuer}` is there: sent only where the chain is trusted | `{verify}` is OK |
/// | certificate's name | `{cert_subject}`: the common name, raw | `{cn_subject}`: the common name, xtext |
/// | issuer's name | `{cert_issuer}`: the issuer's common name, else its organisation | `{cn_issuer}`: its common name, xtext |
/// | no certificate | cannot be told from one that is not trusted: none | `{verify}` is NO, NOT or NONE |
/// | fingerprints | not visible | not visible |
/// | client's name | `{client_name}`, `unknown` unless verified | `{client_name}`, where `{client_resolve}` is OK |
/// | no SMTP session | `{client_port}` is 0, `{client_addr}` this host: cleanup(8) pretends so (cleanup_milter.c) | `{client_addr}` is 0 |
///
/// Sendmail's `{cert_subject}` and `{cert_issuer}` are distinguished names that any client can write; they are never read. Of a
/// server that is neither, nothing but its cipher is believed: what it does not say is not visible.
struct MilterObservation {
    private let macro: (MilterMacro) -> String?

    /// - Parameter macro: The value of a macro; nil where the server did not send it, or sent it empty.
    init(_ macro: @escaping (MilterMacro) -> String?) {
        self.macro = { macro($0).flatMap { $0.isEmpty ? nil : $0 } }
    }

    var server: MailServer { MailServer(version: macro(.version), hasVerify: macro(.verify) != nil) }
    var queueID: String? { macro(.queueID) }
    var messageID: String? { macro(.messageID) }
    /// The name by which the client has logged in (RFC 4954).
    var authenticated: String? { macro(.authenticated) }

    /// The client's address; nil: the message came by no SMTP session. Empty: not told.
    var clientAddress: String? {
        let given = macro(.clientAddress) ?? ""
        // Both write addresses as in address literals (RFC 5321, section 4.1.3).
        let address = given.hasPrefix("IPv6:") ? String(given.dropFirst(5)) : given
        // The port alone says nothing: smtpd(8) has 0 for one that it does not know, as behind a proxy with XCLIENT.
        if server == .postfix, macro(.clientPort) == "0", Self.pretended.contains(address) { return nil }
        if server == .sendmail, address == Self.none { return nil }
        return address
    }

    /// What Sendmail writes where there is no address, since its standard input is no socket (`sendmail -bs`; anynet_ntoa).
    private static let none = "0"

    /// The client that cleanup(8) pretends.
    private static let pretended: Set<String> = ["127.0.0.1", "::1"]

    var observation: Observation { Observation(encryption: encryption, certificate: certificate) }

    /// The client's name, where the mail server has verified it; else `unknown`, as Postfix says.
    var clientName: String {
        let isVerified =
            switch server {
            case .postfix: true
            case .sendmail: macro(.clientResolve) == "OK"
            case .unknown: false
            }
        return isVerified ? macro(.clientName) ?? "unknown" : "unknown"
    }

    private var encryption: Fact<Observation.Encryption> {
        guard let version = macro(.tlsVersion) else { return server == .unknown ? .notVisible : .absent }
        let bits = macro(.cipherBits).flatMap { Int($0) } ?? 0
        return .value(
            Observation.Encryption(
                protocolName: version,
                cipher: macro(.cipher) ?? "",
                bits: 0...MilterLimits.keySize ~= bits ? bits : 0
            )
        )
    }

    private var certificate: Fact<Observation.PeerCertificate> {
        switch server {
        case .postfix: trusted(subject: macro(.certificateSubject), issuer: macro(.certificateIssuer)) ?? .absent
        case .sendmail: verified
        case .unknown: .notVisible
        }
    }

    private var verified: Fact<Observation.PeerCertificate> {
        switch macro(.verify) {
        case "OK":
            trusted(subject: name(.commonName), issuer: name(.issuerCommonName)) ?? trustedWithoutNames
        case "NO", "NOT", "NONE": .absent
        case "FAIL": .value(Self.certificate(isTrusted: false, subject: nil, issuer: nil))
        // Not sent, or the handshake failed in some way: TEMP, PROTOCOL, CONFIG, SOFTWARE.
        default: .notVisible
        }
    }

    private var trustedWithoutNames: Fact<Observation.PeerCertificate> {
        .value(Self.certificate(isTrusted: true, subject: nil, issuer: nil))
    }

    private func trusted(subject: String?, issuer: String?) -> Fact<Observation.PeerCertificate>? {
        guard subject != nil || issuer != nil else { return nil }
        return .value(Self.certificate(isTrusted: true, subject: subject, issuer: issuer))
    }

    private static func certificate(isTrusted: Bool, subject: String?, issuer: String?) -> Observation.PeerCertificate {
        Observation.PeerCertificate(
            isTrusted: isTrusted,
            subject: subject.map(Fact.value) ?? .absent,
            issuer: issuer.map(Fact.value) ?? .absent,
            fingerprints: .notVisible
        )
    }

    /// Sendmail's xtext (tls.c, xtextify); a name that is none, as in `BadCertificateContainsNUL`, fits no pattern.
    private func name(_ name: MilterMacro) -> String? { macro(name).flatMap { Xtext.decode($0.utf8.span) } }
}
