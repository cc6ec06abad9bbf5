import COpenSSL

/// Owns an SSL_CTX that verifies nothing: what is tested is what the other side makes of it.
struct TLSContext: ~Copyable {
    let pointer: OpaquePointer

    init() throws(OpenSSLFailure) {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { throw OpenSSLFailure("SSL_CTX_new") }
        self.pointer = pointer
    }

    /// Of a server.
    init(forServer: Void) throws(OpenSSLFailure) {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_server_method()) else { throw OpenSSLFailure("SSL_CTX_new") }
        self.pointer = pointer
        // SSL_CTX_set_dh_auto is a macro for this.
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_DH_AUTO, 1, nil)
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
