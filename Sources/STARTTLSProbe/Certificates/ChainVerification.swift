internal import COpenSSL

/// Judging a chain as Postfix and Sendmail have OpenSSL judge it, but hearing all errors instead of the first.
struct ChainVerification {
    /// Collects what the callback is told.
    private final class Findings {
        var errors: [(code: Int32, depth: Int)] = []
        /// A CA whose list we have not: the certificate's revocation is not known.
        var lacksRevocationList = false
    }

    /// What came of it.
    struct Result {
        let problems: [CertificateProblem]
        /// The gateway's own certificate, its issuer and so on, in DER form, as far as they were found: also those that it did not send.
        var path: [[UInt8]] = []
        /// Whether a revocation list of the certificate's CA was looked at.
        let hasRevocationList: Bool
    }

    /// - Parameters:
    ///   - chain: In DER form, the gateway's own certificate first.
    ///   - trust: Whom to trust.
    static func verify(_ chain: [[UInt8]], read certificates: [Certificate], trust: TrustStore) -> Result {
        let result = verifyOnce(chain, read: certificates, trust: trust)
        guard result.problems.contains(where: \.isOfMissingTrust), trust.addFromFile(above: chain) else {
            return result
        }
        return verifyOnce(chain, read: certificates, trust: trust)
    }

    private static func verifyOnce(
        _ chain: [[UInt8]],
        read certificates: [Certificate],
        trust: TrustStore
    ) -> Result {
        guard let first = chain.first, let leaf = OwnedX509(first) else {
            return Result(problems: [Self.unreadable], hasRevocationList: false)
        }
        let others = CertificateStack(chain.dropFirst())
        guard let context = X509_STORE_CTX_new() else {
            return Result(problems: [Self.unreadable], hasRevocationList: false)
        }
        defer { X509_STORE_CTX_free(context) }
        // The context borrows store, leaf and stack, all of which outlive it.
        guard X509_STORE_CTX_init(context, trust.store, leaf.pointer, others.stack) == 1,
            X509_STORE_CTX_set_default(context, "ssl_server") == 1
        else { return Result(problems: [Self.unreadable], hasRevocationList: false) }
        Self.limit(X509_STORE_CTX_get0_param(context))
        let findings = Findings()
        // The callback is called within X509_verify_cert only, while `findings` is held here.
        X509_STORE_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(findings).toOpaque())
        X509_STORE_CTX_set_verify_cb(context) { isGood, context in
            guard isGood != 1, let box = X509_STORE_CTX_get_ex_data(context, 0) else { return isGood }
            let findings = Unmanaged<Findings>.fromOpaque(box).takeUnretainedValue()
            let error = X509_STORE_CTX_get_error(context)
            if ChainVerification.revocationUnknown.contains(error) {
                findings.lacksRevocationList = true
            } else {
                findings.errors.append((error, Int(X509_STORE_CTX_get_error_depth(context))))
            }
            return 1
        }
        ERR_clear_error()
        let status = X509_verify_cert(context)
        // Borrowed from the context, and copied here.
        let path = X509_STORE_CTX_get0_chain(context).map(CertificateStack.octets) ?? []
        // What the context borrows is used until here.
        withExtendedLifetime(findings) {}
        withExtendedLifetime(leaf) {}
        withExtendedLifetime(others) {}
        var problems: [CertificateProblem] = []
        // Of a chain that is too long the end is not looked for.
        let isTooLong = findings.errors.contains { $0.code == X509_V_ERR_CERT_CHAIN_TOO_LONG }
        for (code, depth) in findings.errors where !isTooLong || code != X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY {
            let problem = CertificateProblem(
                error: code,
                depth: depth,
                chain: certificates,
                isDefaultTrust: trust.isDefault
            )
            // OpenSSL reports a missing issuer in up to three ways.
            if !problems.contains(where: { $0.text == problem.text }) { problems.append(problem) }
        }
        if status != 1, problems.isEmpty { problems.append(Self.unreadable) }
        return Result(problems: problems, path: path, hasRevocationList: !findings.lacksRevocationList)
    }

    /// Sets which keys and signatures are strong enough, and how long a chain may be.
    ///
    /// - Parameter parameters: An X509_VERIFY_PARAM.
    static func limit(_ parameters: OpaquePointer?) {
        X509_VERIFY_PARAM_set_auth_level(parameters, securityLevel)
        X509_VERIFY_PARAM_set_depth(parameters, intermediates)
    }

    /// A list that is missing, out of date, or of somebody else: the certificate's revocation is not known.
    private static let revocationUnknown: Set<Int32> = [
        X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_CRL_HAS_EXPIRED,
        X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_DIFFERENT_CRL_SCOPE,
    ]

    private static let unreadable = CertificateProblem(
        result: .certificateNotTrusted,
        text: "the certificate cannot be read",
        remedy: "replace it"
    )

    /// CAs between a gateway's certificate and a root: one more than Postfix's `smtp_tls_scert_verifydepth`, as Postfix sets it
    /// (tls_client.c). OpenSSL itself takes 100.
    private static let intermediates: Int32 = 10

    /// The level that Postfix sets where it authenticates a gateway, whatever OpenSSL's default is (tls_client.c): 80 bits, an RSA key
    /// of 1024, no SHA-1.
    private static let securityLevel: Int32 = 1
}

/// A STACK_OF(X509), freed with its owner, members included.
struct CertificateStack: ~Copyable {
    /// Made by OPENSSL_sk_new_null, or nil where there is no memory; OpenSSL takes nil for an empty stack.
    let stack: OpaquePointer?

    init(_ certificates: some Sequence<[UInt8]>) {
        stack = OPENSSL_sk_new_null()
        for der in certificates {
            let certificate = der.withUnsafeBufferPointer { buffer in
                // d2i_X509 reads at most `count` octets and moves a copy of the pointer.
                var position = buffer.baseAddress
                return d2i_X509(nil, &position, buffer.count)
            }
            // The stack holds it from here on, or nobody does.
            if let certificate, OPENSSL_sk_push(stack, UnsafeRawPointer(certificate)) == 0 { X509_free(certificate) }
        }
    }

    /// The members of a stack in DER form.
    ///
    /// - Parameter stack: A STACK_OF(X509) that outlives the call.
    static func octets(_ stack: OpaquePointer) -> [[UInt8]] {
        (0..<max(OPENSSL_sk_num(stack), 0)).compactMap { index in
            guard let certificate = OPENSSL_sk_value(stack, index).map({ OpaquePointer($0) }) else { return nil }
            let length = i2d_X509(certificate, nil)
            guard length > 0 else { return nil }
            return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
                // i2d_X509 writes as many octets as it said, and moves a copy of the pointer.
                var position = buffer.baseAddress
                count = Int(max(i2d_X509(certificate, &position), 0))
            }
        }
    }

    deinit {
        while let certificate = OPENSSL_sk_pop(stack) { X509_free(OpaquePointer(certificate)) }
        OPENSSL_sk_free(stack)
    }
}
