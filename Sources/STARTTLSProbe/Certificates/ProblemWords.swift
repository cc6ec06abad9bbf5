internal import COpenSSL

extension CertificateProblem {
    /// Revoked, by somebody else than OpenSSL's verification.
    static let revoked = CertificateProblem(error: X509_V_ERR_CERT_REVOKED, depth: 0, chain: [], isDefaultTrust: true)

    var isRevocation: Bool { code == Int(X509_V_ERR_CERT_REVOKED) }

    /// Whether it is about the days of the gateway's own certificate.
    var isOfValidity: Bool {
        depth == 0 && [X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID].contains { code == Int($0) }
    }

    /// Whether a CA is missing, which another place may have.
    var isOfMissingTrust: Bool {
        [
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
        ].contains { code == Int($0) }
    }

    /// What an error of OpenSSL's verification means.
    ///
    /// - Parameters:
    ///   - chain: What the gateway sent.
    ///   - isDefaultTrust: Whether the CAs that OpenSSL trusts by default were asked, or an agreement's own.
    init(error: Int32, depth: Int, chain: [Certificate], isDefaultTrust: Bool) {
        let certificate = depth < chain.count ? chain[depth] : nil
        let whose =
            depth == 0 ? "the certificate" : "the CA certificate '\(certificate?.subject ?? "at depth \(depth)")'"
        let trusted = isDefaultTrust ? "the CAs that are trusted here" : "the agreement's trust anchors"
        let last = chain.last
        switch error {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            self.init(
                result: .certificateExpired,
                code: Int(error),
                depth: depth,
                text: "\(whose) expired at \(certificate?.notAfter ?? "an unknown moment")",
                remedy: "have it renewed, and install the new one on the gateway"
            )
        case X509_V_ERR_CERT_NOT_YET_VALID:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "\(whose) is not valid before \(certificate?.notBefore ?? "an unknown moment")",
                remedy: "install one that is valid today, and check the clocks of the gateway and of the CA"
            )
        case X509_V_ERR_CERT_REVOKED:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "\(whose) has been revoked by its CA",
                remedy: "replace it at once: its key may be in other hands"
            )
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "\(whose) is self-signed: nobody but the gateway itself vouches for it",
                remedy: "have a certificate issued by a CA that both sides trust, or agree on its fingerprint"
            )
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "the chain ends at '\(last?.subject ?? "")', which is none of \(trusted)",
                remedy: "use a CA that both sides trust, or exchange the root certificate and name it in trust-anchors"
            )
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text:
                    "the chain is broken: the gateway sends no certificate of '\(last?.issuer ?? "the issuer")', and it is "
                    + "none of \(trusted)",
                remedy:
                    "install the CA's intermediate certificates on the gateway, behind its own; if the CA is a private one, "
                    + "exchange its root certificate"
            )
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "the chain is longer than Postfix takes",
                remedy: "have a certificate issued nearer to a root that is trusted"
            )
        case X509_V_ERR_INVALID_PURPOSE:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "\(whose) may not be used for a server (extended key usage)",
                remedy: "have one issued with serverAuth"
            )
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "\(whose) has a key of \(certificate?.keyBits ?? 0) bits, which is too short",
                remedy: "have one issued for an RSA key of 2048 bits or more, or an elliptic curve of 256"
            )
        case X509_V_ERR_CA_MD_TOO_WEAK:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                text: "\(whose) is signed by a weak algorithm, \(certificate?.signatureAlgorithm ?? "unknown")",
                remedy: "have one issued that is signed with SHA-256"
            )
        default:
            self.init(
                result: .certificateNotTrusted,
                code: Int(error),
                depth: depth,
                // A constant of OpenSSL's for every code.
                text: "\(whose): "
                    + (X509_verify_cert_error_string(Int(error)).map { String(cString: $0) } ?? "invalid"),
                remedy: "replace the certificate, or the part of its chain that is named"
            )
        }
    }
}
