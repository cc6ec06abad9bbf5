/// What a client offers in a TLS handshake. By default all that OpenSSL can do, at security level 0, so that tests can
/// present sessions that are weaker than the system's policy allows.
package struct TLSOptions: Sendable {
    package var minimum: TLSProtocol
    package var maximum: TLSProtocol
    /// For TLS 1.2 and older, as in openssl-ciphers(1); nil for OpenSSL's default.
    package var cipherList: String?
    /// For TLS 1.3: names, colon-separated; nil for OpenSSL's default.
    package var cipherSuites: String?
    /// Presented if the server asks for a certificate.
    package var certificate: TestCertificate?

    package init(
        minimum: TLSProtocol = .tls1_0,
        maximum: TLSProtocol = .tls1_3,
        cipherList: String? = nil,
        cipherSuites: String? = nil,
        certificate: TestCertificate? = nil
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.cipherList = cipherList
        self.cipherSuites = cipherSuites
        self.certificate = certificate
    }
}
