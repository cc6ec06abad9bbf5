import COpenSSL

/// Owns an SSL_CTX of a client that verifies nothing: what is tested is what the server makes of the client.
struct TLSContext: ~Copyable {
    let pointer: OpaquePointer

    init() throws(OpenSSLFailure) {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { throw OpenSSLFailure("SSL_CTX_new") }
        self.pointer = pointer
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    /// Throws when OpenSSL refuses an option: a cipher it does not have, a certificate without its key.
    func apply(_ options: TLSOptions) throws(OpenSSLFailure) {
        SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
        // Level 0 permits TLS 1.0 and 1.1 and short keys (SSL_CTX_set_security_level(3)).
        SSL_CTX_set_security_level(pointer, 0)
        try Self.require(tlsmandate_set_min_protocol(pointer, options.minimum.number), "minimum")
        try Self.require(tlsmandate_set_max_protocol(pointer, options.maximum.number), "maximum")
        if let list = options.cipherList {
            try Self.require(SSL_CTX_set_cipher_list(pointer, list), "cipher list \(list)")
        }
        if let suites = options.cipherSuites {
            try Self.require(SSL_CTX_set_ciphersuites(pointer, suites), "cipher suites \(suites)")
        }
        if let certificate = options.certificate {
            let (chain, key) = (certificate.chainFile, certificate.keyFile)
            try Self.require(SSL_CTX_use_certificate_chain_file(pointer, chain), chain)
            try Self.require(SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM), key)
        }
    }

    private static func require(_ result: some BinaryInteger, _ attempt: String) throws(OpenSSLFailure) {
        guard result == 1 else { throw OpenSSLFailure(attempt) }
    }
}
