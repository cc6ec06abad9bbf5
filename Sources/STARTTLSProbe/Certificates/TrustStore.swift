internal import COpenSSL

/// Whom a probe trusts: an X509_STORE, filled once and only read from then on.
package final class TrustStore: Sendable {
    /// Why nothing is trusted.
    package struct Unreadable: Error, Sendable {
        package let path: String
        package let reason: String
    }

    /// An X509_STORE that `init` made, freed here alone. It is not changed after `init`, and OpenSSL locks its reading
    /// (X509_STORE_up_ref(3)), so that several threads may use it.
    nonisolated(unsafe) let store: OpaquePointer
    /// Whether it is what OpenSSL trusts by default.
    package let isDefault: Bool
    /// Whether revocation lists were given.
    package let hasRevocationLists: Bool

    /// - Parameters:
    ///   - anchors: A PEM file with the only CAs to trust; nil: those that OpenSSL trusts by default (SSL_CERT_FILE, SSL_CERT_DIR).
    ///   - revocationList: A PEM file with certificate revocation lists.
    package init(anchors: String? = nil, revocationList: String? = nil) throws(Unreadable) {
        guard let store = X509_STORE_new() else { throw Unreadable(path: anchors ?? "default", reason: "no memory") }
        self.store = store
        isDefault = anchors == nil
        hasRevocationLists = revocationList != nil
        ERR_clear_error()
        if let anchors {
            guard X509_STORE_load_file(store, anchors) == 1 else {
                throw Unreadable(path: anchors, reason: OpenSSLError.last)
            }
            // Postfix's tafile: an intermediate that is named is trusted by itself.
            X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        } else {
            X509_STORE_set_default_paths(store)
        }
        if let revocationList {
            let lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file())
            guard X509_load_crl_file(lookup, revocationList, X509_FILETYPE_PEM) > 0 else {
                throw Unreadable(path: revocationList, reason: OpenSSLError.last)
            }
            X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK))
        }
    }

    /// A store that trusts one certificate alone, as a TLSA record names it (RFC 6698, section 2.1.1: DANE-TA).
    ///
    /// - Parameter anchor: In DER form.
    init?(anchor: [UInt8]) {
        guard let certificate = OwnedX509(anchor), let store = X509_STORE_new() else { return nil }
        self.store = store
        isDefault = false
        hasRevocationLists = false
        // The store takes a reference of its own.
        guard X509_STORE_add_cert(store, certificate.pointer) == 1 else { return nil }
        X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }

    deinit { X509_STORE_free(store) }
}
