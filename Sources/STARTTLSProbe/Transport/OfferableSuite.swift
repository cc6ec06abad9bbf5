internal import COpenSSL
internal import MandateCore

/// A cipher suite that this OpenSSL can offer at its lowest security level.
struct OfferableSuite: Sendable {
    let name: String
    /// Of the session key; 0: it encrypts nothing.
    let bits: Int
    let isVersion13: Bool
    let isAnonymous: Bool

    /// All that there are: Debian's OpenSSL, say, has no RC4, another build may.
    static var all: [OfferableSuite] {
        guard let context = try? TLSClientContext.make(.everything) else { return [] }
        return context.suites
    }
}

extension TLSOffer {
    /// All that this OpenSSL has, TLS 1.3's suites included that are off by default (RFC 8446, appendix B.4).
    fileprivate static let everything = TLSOffer(
        ciphers: "ALL:COMPLEMENTOFALL:@SECLEVEL=0",
        suites: [
            "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
            "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256",
        ].joined(separator: ":")
    )

    /// Whether this OpenSSL has the versions and at least one of the ciphers.
    var isPossible: Bool {
        guard let context = try? TLSClientContext.make(self) else { return false }
        return !context.suites.isEmpty
    }
}

extension TLSClientContext {
    /// What a handshake would offer: SSL_get1_supported_ciphers(3) leaves out what lacks a key, as PSK, or a version.
    fileprivate var suites: [OfferableSuite] {
        guard let session = SSL_new(context) else { return [] }
        defer { SSL_free(session) }
        // A stack of our own, whose members are constants of OpenSSL's; nil: no version is left.
        guard let stack = SSL_get1_supported_ciphers(session) else { return [] }
        defer { OPENSSL_sk_free(stack) }
        return (0..<max(OPENSSL_sk_num(stack), 0)).compactMap { index in
            guard let cipher = OPENSSL_sk_value(stack, index).map({ OpaquePointer($0) }),
                let name = SSL_CIPHER_get_name(cipher)
            else { return nil }
            return OfferableSuite(
                name: String(cString: name),
                bits: Int(SSL_CIPHER_get_bits(cipher, nil)),
                isVersion13: SSL_CIPHER_get_kx_nid(cipher) == NID_kx_any,
                isAnonymous: SSL_CIPHER_get_auth_nid(cipher) == NID_auth_null
            )
        }
    }
}
