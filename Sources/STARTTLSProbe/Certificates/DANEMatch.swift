internal import COpenSSL

/// Holding a chain against TLSA records (RFC 7672, section 3), by OpenSSL, set up as Postfix does it (tls_client.c, tls_dane.c): what
/// matches here matches there.
package enum DANEMatch {
    /// What is told of a gateway, before its certificate is looked at.
    ///
    /// - Returns: nil where there are no records, or where DNSSEC is not validated at all.
    static func judge(_ gateway: GatewayHost, chain: [[UInt8]]) -> DANEResult? {
        switch gateway.tlsaProblem {
        case nil: judge(gateway.tlsa, chain: chain, names: [gateway.tlsaHost] + gateway.exchangerNames)
        case .notValidated: nil
        case let problem?: .unknown(problem.text)
        }
    }

    /// - Parameters:
    ///   - records: The records' data: usage, selector, matching type, association (RFC 6698, section 2.1).
    ///   - chain: In DER form, the gateway's own certificate first; empty: it shows none.
    ///   - names: One of these DANE-TA asks of the certificate (RFC 7672, section 3.2.2), and DANE-EE does not.
    /// - Returns: nil where there are no records.
    package static func judge(_ records: [[UInt8]], chain: [[UInt8]], names: [String]) -> DANEResult? {
        guard !records.isEmpty else { return nil }
        guard let context = try? TLSClientContext.make(TLSOffer()), SSL_CTX_dane_enable(context.context) == 1,
            let session = SSL_new(context.context)
        else { return .unmatched }
        // It holds the context by a reference of its own.
        defer {
            SSL_free(session)
            ERR_clear_error()
        }
        guard SSL_dane_enable(session, nil) == 1 else { return .unmatched }
        // RFC 7672, section 3.1.3: usages 0 and 1 are not for SMTP. Of the others OpenSSL says which it can use.
        let usable = records.filter { $0.count > 3 && [2, 3].contains($0[0]) && add($0, to: session) }
        guard !usable.isEmpty else { return .unusable }
        return expect(names, of: session) && verifies(chain, session) ? .matched : .unmatched
    }

    private static func add(_ record: [UInt8], to session: OpaquePointer) -> Bool {
        let association = Array(record.dropFirst(3))
        // OpenSSL copies the association.
        return SSL_dane_tlsa_add(session, record[0], record[1], record[2], association, association.count) == 1
    }

    /// - Returns: Whether names are looked at: without any OpenSSL would take every certificate of a CA.
    private static func expect(_ names: [String], of session: OpaquePointer) -> Bool {
        SSL_dane_set_flags(session, UInt(DANE_FLAG_NO_DANE_EE_NAMECHECKS))
        SSL_set_hostflags(session, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        let names = names.filter { !$0.isEmpty }
        return !names.isEmpty && names.allSatisfy { SSL_add1_host(session, $0) == 1 }
    }

    /// As libssl verifies a server's chain, without a connection (Postfix, tls_dane.c; OpenSSL, danetest.c).
    private static func verifies(_ chain: [[UInt8]], _ session: OpaquePointer) -> Bool {
        guard let leaf = chain.first.flatMap({ OwnedX509($0) }), let verification = X509_STORE_CTX_new() else {
            return false
        }
        defer { X509_STORE_CTX_free(verification) }
        let certificates = CertificateStack(chain)
        // The verification borrows the session's store, leaf, stack and records, all of which outlive it.
        let store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(session))
        guard X509_STORE_CTX_init(verification, store, leaf.pointer, certificates.stack) == 1,
            X509_STORE_CTX_set_default(verification, "ssl_server") == 1
        else { return false }
        let parameters = X509_STORE_CTX_get0_param(verification)
        X509_VERIFY_PARAM_set1(parameters, SSL_get0_param(session))
        ChainVerification.limit(parameters)
        X509_STORE_CTX_set0_dane(verification, SSL_get0_dane(session))
        let isVerified = X509_verify_cert(verification) == 1
        withExtendedLifetime(leaf) {}
        withExtendedLifetime(certificates) {}
        return isVerified
    }
}
