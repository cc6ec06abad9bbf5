internal import COpenSSL
package import MandateCore

/// What a probe offers in a handshake.
package struct TLSOffer: Hashable, Sendable {
    package var minimum: ProtocolVersion
    package var maximum: ProtocolVersion
    /// OpenSSL's cipher list, for TLS 1.2 and older.
    package var ciphers: String
    /// OpenSSL's cipher suites, for TLS 1.3; nil: its own.
    package var suites: String?

    package init(
        minimum: ProtocolVersion = .tls10,
        maximum: ProtocolVersion = .tls13,
        ciphers: String = TLSOffer.everyAuthenticated,
        suites: String? = nil
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.ciphers = ciphers
        self.suites = suites
    }

    /// All that this OpenSSL has, the strong ones first, with those without encryption last: old gateways are to be seen, not to
    /// be trusted. Without anonymous suites: Postfix prefers them where they are offered, and then shows no certificate.
    package static let everyAuthenticated = "ALL:COMPLEMENTOFALL:!aNULL:@SECLEVEL=0"
    /// Only what has no certificate.
    package static let anonymous = "aNULL:!eNULL:@SECLEVEL=0"
    /// Only what encrypts nothing.
    package static let unencrypted = "eNULL:@SECLEVEL=0"
}

/// An SSL_CTX, freed with its owner.
struct TLSClientContext: ~Copyable {
    /// An SSL_CTX that `make` made and nobody else frees.
    let context: OpaquePointer

    private init(owning context: OpaquePointer) { self.context = context }

    deinit { SSL_CTX_free(context) }

    /// - Throws: `tls` where this OpenSSL cannot offer it.
    static func make(_ offer: TLSOffer) throws(TransportError) -> TLSClientContext {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw .tls(OpenSSLError.last) }
        let owner = TLSClientContext(owning: context)
        // RFC 8460 asks what a sender would see; the chain is judged afterwards, by ``ChainVerification``.
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        // SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746), which OpenSSL 3 refuses, are to be seen.
        SSL_CTX_set_options(context, UInt64(1) << 2)
        guard tlsmandate_set_min_protocol(context, offer.minimum.number) == 1,
            tlsmandate_set_max_protocol(context, offer.maximum.number) == 1,
            SSL_CTX_set_cipher_list(context, offer.ciphers) == 1,
            offer.suites.map({ SSL_CTX_set_ciphersuites(context, $0) == 1 }) ?? true
        else { throw .tls(OpenSSLError.last) }
        return owner
    }
}

extension ProtocolVersion {
    /// OpenSSL's number of the version (ssl.h, prov_ssl.h). No OpenSSL that is in use has SSL 2.
    var number: Int32 {
        switch self {
        case .ssl2, .ssl3: SSL3_VERSION
        case .tls10: TLS1_VERSION
        case .tls11: TLS1_1_VERSION
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}

/// What OpenSSL says went wrong.
enum OpenSSLError {
    /// The first error of this thread's queue, which is emptied.
    static var last: String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "the TLS handshake failed" }
        // OpenSSL has no texts for errors of the system.
        if ERR_GET_LIB(code) == ERR_LIB_SYS { return TransportError.words(ERR_GET_REASON(code)) }
        // The text is a constant of OpenSSL's.
        guard let reason = ERR_reason_error_string(code) else { return "TLS error \(code)" }
        return String(cString: reason)
    }
}
