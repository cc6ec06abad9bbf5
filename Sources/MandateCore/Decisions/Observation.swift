/// What is known of one thing: it has a value, it is not there, or this front end cannot see it.
package enum Fact<Value: Equatable & Sendable>: Equatable, Sendable {
    case value(Value)
    case absent
    case notVisible

    /// The value, where there is one.
    package var value: Value? {
        if case .value(let value) = self { return value }
        return nil
    }
}

/// The TLS facts of a session.
package struct Observation: Equatable, Sendable {
    /// The encryption of the session; absent: it is in the clear.
    package var encryption: Fact<Encryption>
    /// The client certificate; absent: none was presented.
    package var certificate: Fact<PeerCertificate>

    package init(encryption: Fact<Encryption>, certificate: Fact<PeerCertificate>) {
        self.encryption = encryption
        self.certificate = certificate
    }

    /// A negotiated TLS session.
    package struct Encryption: Equatable, Sendable {
        /// OpenSSL's name of the protocol version; see ``ProtocolVersion``.
        package var protocolName: String
        /// OpenSSL's name of the cipher suite.
        package var cipher: String
        /// The bits of the session key (SSL_get_cipher_bits); 0: not told.
        package var bits: Int

        package init(protocolName: String, cipher: String, bits: Int) {
            self.protocolName = protocolName
            self.cipher = cipher
            self.bits = bits
        }
    }

    /// A certificate that a client presented.
    package struct PeerCertificate: Equatable, Sendable {
        /// Whether the mail server could verify its chain.
        package var isTrusted: Bool
        /// Its common name.
        package var subject: Fact<String>
        /// The common name of the direct issuer, or else its organisation.
        package var issuer: Fact<String>
        /// The fingerprints of the certificate and of its public key.
        package var fingerprints: Fact<[Fingerprint]>

        package init(
            isTrusted: Bool,
            subject: Fact<String>,
            issuer: Fact<String>,
            fingerprints: Fact<[Fingerprint]>
        ) {
            self.isTrusted = isTrusted
            self.subject = subject
            self.issuer = issuer
            self.fingerprints = fingerprints
        }
    }
}
