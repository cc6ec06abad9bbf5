internal import COpenSSL
internal import Glibc
internal import MandateCore

/// An X509, freed with its owner.
struct OwnedX509: ~Copyable {
    /// An X509 that d2i_X509 made and nobody else frees.
    let pointer: OpaquePointer

    /// - Returns: nil for octets that are no certificate in DER form.
    init?(_ der: [UInt8]) {
        ERR_clear_error()
        let parsed = der.withUnsafeBufferPointer { buffer in
            // d2i_X509 reads at most `count` octets and moves a copy of the pointer.
            var position = buffer.baseAddress
            return d2i_X509(nil, &position, buffer.count)
        }
        guard let parsed else { return nil }
        pointer = parsed
    }

    deinit { X509_free(pointer) }
}

extension Certificate {
    /// Reads a certificate in DER form; nil for what is none.
    package init?(der: [UInt8]) {
        guard let owned = OwnedX509(der) else { return nil }
        // Valid until the end of this initializer, which owns the certificate; everything below is copied out of it.
        let certificate = owned.pointer
        let subject = X509_get_subject_name(certificate)
        let issuer = X509_get_issuer_name(certificate)
        let key = X509_get0_pubkey(certificate)
        self.init(
            subject: Self.text(of: subject),
            issuer: Self.text(of: issuer),
            commonName: Self.entry(NID_commonName, of: subject),
            organisation: Self.entry(NID_organizationName, of: subject),
            names: Self.alternativeNames(certificate),
            issuerCommonName: Self.entry(NID_commonName, of: issuer),
            issuerOrganisation: Self.entry(NID_organizationName, of: issuer),
            notBefore: Self.moment(X509_get0_notBefore(certificate)),
            notAfter: Self.moment(X509_get0_notAfter(certificate)),
            keyType: key.flatMap { EVP_PKEY_get0_type_name($0) }.map { String(cString: $0) } ?? "unknown",
            keyBits: key.map { Int(EVP_PKEY_get_bits($0)) } ?? 0,
            signatureAlgorithm: OBJ_nid2ln(X509_get_signature_nid(certificate)).map { String(cString: $0) }
                ?? "unknown",
            fingerprint: Self.digest { i2d_X509(certificate, $0) },
            publicKeyFingerprint: Self.digest { i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), $0) },
            policies: Self.policies(certificate),
            businessCategory: Self.entry(NID_businessCategory, of: subject),
            serialNumber: Self.entry(NID_serialNumber, of: subject),
            jurisdictionCountry: Self.entry(NID_jurisdictionCountryName, of: subject),
            isSelfIssued: X509_NAME_cmp(subject, issuer) == 0
        )
    }

    /// A distinguished name as RFC 2253 writes it, letters outside ASCII as they are.
    private static func text(of name: OpaquePointer?) -> String {
        guard let name, let memory = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(memory) }
        guard X509_NAME_print_ex(memory, name, 0, tlsmandate_name_flags()) >= 0 else { return "" }
        let octets = [UInt8](unsafeUninitializedCapacity: BIO_ctrl_pending(memory)) { buffer, count in
            count = Int(max(BIO_read(memory, buffer.baseAddress, Int32(clamping: buffer.count)), 0))
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The first entry of a kind, as Postfix reads it (tls_verify.c).
    private static func entry(_ kind: Int32, of name: OpaquePointer?) -> String? {
        let index = X509_NAME_get_index_by_NID(name, kind, -1)
        guard index >= 0, let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)) else { return nil }
        var octets: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&octets, value)
        guard count >= 0, let octets else { return nil }
        // ASN1_STRING_to_UTF8 allocated `count` octets, which are copied and freed here.
        defer { CRYPTO_free(octets, #file, #line) }
        return String(decoding: UnsafeBufferPointer(start: octets, count: Int(count)), as: UTF8.self)
    }

    private static func alternativeNames(_ certificate: OpaquePointer) -> [String] {
        guard let extensionValue = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        // X509_get_ext_d2i made a GENERAL_NAMES for us, which is freed here with its members.
        let all = OpaquePointer(extensionValue)
        defer { GENERAL_NAMES_free(all) }
        return (0..<max(OPENSSL_sk_num(all), 0)).compactMap { index in
            var kind: Int32 = 0
            guard let name = OPENSSL_sk_value(all, index)?.assumingMemoryBound(to: GENERAL_NAME.self),
                let value = GENERAL_NAME_get0_value(name, &kind), kind == GEN_DNS
            else { return nil }
            return string(value.assumingMemoryBound(to: ASN1_STRING.self))
        }
    }

    /// The octets of an ASN1_STRING that lives until the call returns; a NUL within stays, and matches no name.
    private static func string(_ value: UnsafePointer<ASN1_STRING>) -> String {
        let octets = UnsafeBufferPointer(start: ASN1_STRING_get0_data(value), count: Int(ASN1_STRING_length(value)))
        return String(decoding: octets, as: UTF8.self)
    }

    private static func policies(_ certificate: OpaquePointer) -> [String] {
        guard let extensionValue = X509_get_ext_d2i(certificate, NID_certificate_policies, nil, nil) else { return [] }
        // As above: a CERTIFICATEPOLICIES of our own.
        let all = OpaquePointer(extensionValue)
        defer { CERTIFICATEPOLICIES_free(all) }
        return (0..<max(OPENSSL_sk_num(all), 0)).compactMap { index in
            guard let policy = OPENSSL_sk_value(all, index)?.assumingMemoryBound(to: POLICYINFO.self) else {
                return nil
            }
            var text = [CChar](repeating: 0, count: 128)
            // OBJ_obj2txt writes at most the buffer's length and ends it with a NUL; 1: always as numbers.
            guard OBJ_obj2txt(&text, Int32(text.count), policy.pointee.policyid, 1) > 0 else { return nil }
            return text.text
        }
    }

    private static func moment(_ time: UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return "unknown" }
        return Timestamp(milliseconds: timegm(&parts) * 1000).text
    }

    /// The digest of what an i2d function of OpenSSL writes: called with nil it tells the length, else it writes and moves the
    /// pointer (d2i_X509(3)).
    private static func digest(_ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> String {
        let length = Int(max(encode(nil), 0))
        let encoded = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var position = buffer.baseAddress
            count = Int(max(encode(&position), 0))
        }
        var sum = [UInt8](repeating: 0, count: 32)
        // SHA-256 writes 32 octets.
        EVP_Digest(encoded, encoded.count, &sum, nil, EVP_sha256(), nil)
        return sum.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }
}
