/// A certificate with its key, in files.
package struct TestCertificate: Sendable {
    /// PEM: the certificate, then its intermediates, without the root.
    package let chainFile: String
    /// PEM, not encrypted, mode 0600.
    package let keyFile: String
    package let fingerprint: CertificateFingerprint

    /// Throws where `chainFile` holds no certificate.
    init(chainFile: String, keyFile: String) throws(OpenSSLFailure) {
        self.chainFile = chainFile
        self.keyFile = keyFile
        fingerprint = try CertificateFingerprint(file: chainFile)
    }
}
