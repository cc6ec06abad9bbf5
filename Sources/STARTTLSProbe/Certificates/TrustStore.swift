internal import COpenSSL
internal import Glibc
internal import Synchronization

/// Whom a probe trusts: an X509_STORE, filled once and only read from then on.
package final class TrustStore: Sendable {
    /// Why nothing is trusted.
    package struct Unreadable: Error, Sendable {
        /// As in `the revocation list`.
        package let file: String
        package let path: String
        package let reason: String
    }

    /// An X509_STORE that `init` made, freed here alone. OpenSSL locks its reading and what ``addFromFile(above:)`` adds (X509_STORE_up_ref(3),
    /// X509_STORE_add_cert(3)), so that several threads may use it.
    nonisolated(unsafe) let store: OpaquePointer
    /// Whether it is what OpenSSL trusts by default.
    package let isDefault: Bool
    /// Whether revocation lists were given.
    package let hasRevocationLists: Bool
    /// The file of OpenSSL's defaults, which holds all CAs.
    private let file: Mutex<DefaultFile>

    private enum DefaultFile {
        case unread
        case read(CertificateFile)
        /// It is not asked: anchors were named, or OpenSSL has read all of it.
        case none
    }

    /// - Parameters:
    ///   - anchors: A PEM file with the only CAs to trust; nil: those that OpenSSL trusts by default (SSL_CERT_FILE, SSL_CERT_DIR).
    ///   - revocationList: A PEM file with certificate revocation lists.
    package init(anchors: String? = nil, revocationList: String? = nil) throws(Unreadable) {
        guard let store = X509_STORE_new() else {
            throw Unreadable(file: "the trust anchors", path: anchors ?? "default", reason: "no memory")
        }
        self.store = store
        isDefault = anchors == nil
        hasRevocationLists = revocationList != nil
        file = Mutex(anchors == nil ? .unread : .none)
        ERR_clear_error()
        if let anchors {
            guard X509_STORE_load_file(store, anchors) == 1 else {
                throw Unreadable(file: "the trust anchors", path: anchors, reason: OpenSSLError.last)
            }
            // Postfix's tafile: an intermediate that is named is trusted by itself.
            X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        } else {
            // X509_STORE_set_default_paths(3) in two halves: looking up a CA by its name takes no time, reading all of them does.
            let directory = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir())
            X509_LOOKUP_ctrl(directory, X509_L_ADD_DIR, nil, Int(X509_FILETYPE_DEFAULT), nil)
        }
        if let revocationList {
            let lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file())
            guard X509_load_crl_file(lookup, revocationList, X509_FILETYPE_PEM) > 0 else {
                throw Unreadable(file: "the revocation list", path: revocationList, reason: OpenSSLError.last)
            }
            X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK))
        }
    }

    deinit { X509_STORE_free(store) }

    /// Takes from the other half of what OpenSSL trusts by default the CAs above a chain that ends at none that was found so far.
    ///
    /// - Returns: Whether there are any.
    func addFromFile(above chain: [[UInt8]]) -> Bool {
        file.withLock { file in
            if case .unread = file {
                let variable = getenv(X509_get_default_cert_file_env()).map { String(cString: $0) }
                let path = variable ?? String(cString: X509_get_default_cert_file())
                ERR_clear_error()
                if let found = CertificateFile(path: path) {
                    file = .read(found)
                } else {
                    file = .none
                    let lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file())
                    let status = X509_LOOKUP_ctrl(lookup, X509_L_FILE_LOAD, nil, Int(X509_FILETYPE_DEFAULT), nil)
                    ERR_clear_error()
                    return status > 0
                }
            }
            guard case .read(let found) = file else { return false }
            let authorities = found.above(chain)
            for der in authorities {
                guard let authority = OwnedX509(der) else { continue }
                // The store takes a reference of its own.
                X509_STORE_add_cert(store, authority.pointer)
            }
            return !authorities.isEmpty
        }
    }
}
