/// What one probe found at one address of a gateway, as it is kept to be compared with later ones.
package struct ProbeFinding: Equatable, Sendable {
    /// How the gateway fared at this address; the codes are those of a probe's verdicts, and one more.
    package enum Outcome: String, CaseIterable, Sendable {
        /// All that was agreed is kept.
        case kept
        /// No demand is violated, and TLS is not as it should be.
        case warning
        case notTested = "not_tested"
        case violated
        /// The DNS, or the agreement, names the gateway no more.
        case gone
    }

    /// What was negotiated.
    package struct Session: Equatable, Sendable {
        /// OpenSSL's names, as Postfix logs them.
        package let protocolName: String
        package let cipher: String
        /// Of the session key.
        package let bits: Int

        package init(protocolName: String, cipher: String, bits: Int) {
            self.protocolName = protocolName
            self.cipher = cipher
            self.bits = bits
        }
    }

    /// The gateway's own certificate.
    package struct Certificate: Equatable, Sendable {
        /// SHA-256 over the certificate, as Postfix prints it.
        package let fingerprint: String
        /// The distinguished names as RFC 2253 writes them.
        package let subject: String
        package let issuer: String
        /// nil: not known.
        package let notAfter: Timestamp?
        /// The certificate's name that is the gateway's; nil: none is.
        package let matchedName: String?

        package init(fingerprint: String, subject: String, issuer: String, notAfter: Timestamp?, matchedName: String?) {
            self.fingerprint = fingerprint
            self.subject = subject
            self.issuer = issuer
            self.notAfter = notAfter
            self.matchedName = matchedName
        }
    }

    /// When the probe ended: the same for all that it found.
    package var time: Timestamp
    /// The agreement's name.
    package var agreement: String
    /// Whose mail the gateway receives; nil: the agreement names no domain that could be looked up.
    package var domain: String?
    /// `host:port`.
    package var gateway: String
    /// Numeric; empty: not known.
    package var address: String
    package var outcome: Outcome
    /// The failure by its name in RFC 8460.
    package var result: String?
    /// The demands that are violated, as the agreement's file names them.
    package var demands: [String]
    /// Why, in plain words; nil where all is well.
    package var reason: String?
    /// nil: no TLS, or not tested.
    package var session: Session?
    package var certificate: Certificate?

    package init(
        time: Timestamp,
        agreement: String,
        domain: String?,
        gateway: String,
        address: String,
        outcome: Outcome,
        result: String? = nil,
        demands: [String] = [],
        reason: String? = nil,
        session: Session? = nil,
        certificate: Certificate? = nil
    ) {
        self.time = time
        self.agreement = agreement
        self.domain = domain
        self.gateway = gateway
        self.address = address
        self.outcome = outcome
        self.result = result
        self.demands = demands
        self.reason = reason
        self.session = session
        self.certificate = certificate
    }
}
