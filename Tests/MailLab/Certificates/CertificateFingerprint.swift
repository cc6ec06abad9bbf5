import COpenSSL

/// The sha256 digests of a certificate, as Postfix prints them with `smtpd_tls_fingerprint_digest = sha256`:
/// `5F:01:…`, upper case.
package struct CertificateFingerprint: Sendable, Equatable {
    /// Of the certificate's DER form (`ccert_fingerprint`).
    package let certificate: String
    /// Of its SubjectPublicKeyInfo's DER form (`ccert_pubkey_fingerprint`; tls_pkey_fprint in Postfix's tls_fprint.c).
    package let publicKey: String

    /// Reads the first certificate of a PEM file. Throws where there is none.
    init(file: String) throws(OpenSSLFailure) {
        ERR_clear_error()
        guard let source = BIO_new_file(file, "r") else { throw OpenSSLFailure(file) }
        defer { BIO_free(source) }
        guard let certificate = PEM_read_bio_X509(source, nil, nil, nil) else { throw OpenSSLFailure(file) }
        defer { X509_free(certificate) }
        self.certificate = digest { i2d_X509(certificate, $0) }
        publicKey = digest { i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), $0) }
    }
}

/// The digest of what an i2d function of OpenSSL writes: called with nil it tells the length, else it writes and moves
/// the pointer (d2i_X509(3)).
private func digest(of encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> String {
    let length = Int(max(encode(nil), 0))
    let encoded = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
        var position = buffer.baseAddress
        count = Int(max(encode(&position), 0))
    }
    var sum = [UInt8](repeating: 0, count: 32)
    EVP_Digest(encoded, encoded.count, &sum, nil, EVP_sha256(), nil)
    return sum.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
}
