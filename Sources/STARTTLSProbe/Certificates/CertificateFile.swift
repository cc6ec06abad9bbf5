internal import COpenSSL

/// The CAs of a PEM file, found by name as in OpenSSL's folder of CAs. OpenSSL reads such a file whole, and takes most of that time
/// for the keys of a hundred CAs that nobody has asked for.
struct CertificateFile: Sendable {
    /// Certificates in DER form by the hash of their subject; two names may share a hash.
    private let byName: [UInt: [[UInt8]]]

    /// - Returns: nil where the file holds something else than plain certificates, as lists or trust settings, or cannot be read:
    ///   that is OpenSSL's to judge.
    init?(path: String) {
        guard let file = BIO_new_file(path, "r") else { return nil }
        defer { BIO_free(file) }
        var byName: [UInt: [[UInt8]]] = [:]
        while let block = Self.block(in: file) {
            guard block.kind == "CERTIFICATE", let name = Self.subjectHash(of: block.octets) else { return nil }
            byName[name, default: []].append(block.octets)
        }
        let error = ERR_peek_last_error()
        ERR_clear_error()
        // What ends every PEM file (PEM_read_bio(3)).
        guard ERR_GET_REASON(error) == PEM_R_NO_START_LINE else { return nil }
        self.byName = byName
    }

    /// The CAs that may stand above a chain, with those above them.
    func above(_ chain: [[UInt8]]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var wanted = chain.compactMap(Self.issuerHash)
        var seen: Set<UInt> = []
        while let name = wanted.popLast() {
            guard seen.insert(name).inserted else { continue }
            let authorities = byName[name] ?? []
            found += authorities
            wanted += authorities.compactMap(Self.issuerHash)
        }
        return found
    }

    /// The next block of a PEM file; nil at its end.
    private static func block(in file: OpaquePointer) -> (kind: String, octets: [UInt8])? {
        var kind: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var octets: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard PEM_read_bio(file, &kind, &header, &octets, &count) == 1, let kind, let octets else { return nil }
        // All three are ours; `octets` are `count`.
        defer {
            CRYPTO_free(kind, #file, #line)
            CRYPTO_free(header, #file, #line)
            CRYPTO_free(octets, #file, #line)
        }
        return (String(cString: kind), Array(UnsafeBufferPointer(start: octets, count: count)))
    }

    private static func issuerHash(of der: [UInt8]) -> UInt? {
        guard let certificate = OwnedX509(der) else { return nil }
        return X509_issuer_name_hash(certificate.pointer)
    }

    /// The hash of the subject, without reading the rest: TBSCertificate is version (optional), serial number, signature, issuer,
    /// validity, subject (RFC 5280, section 4.1).
    private static func subjectHash(of der: [UInt8]) -> UInt? {
        der.withUnsafeBufferPointer { buffer -> UInt? in
            guard var position = buffer.baseAddress else { return nil }
            let end = position + buffer.count
            guard enter(&position, before: end), enter(&position, before: end) else { return nil }
            // [0], the version.
            if position < end, position.pointee == 0xa0, !pass(&position, before: end) { return nil }
            for _ in 0..<4 where !pass(&position, before: end) { return nil }
            var name: UnsafePointer<UInt8>? = position
            // Reads at most what is left of the buffer.
            guard let subject = d2i_X509_NAME(nil, &name, end - position) else { return nil }
            defer { X509_NAME_free(subject) }
            // X509_NAME_hash is a macro for this.
            return X509_NAME_hash_ex(subject, nil, nil, nil)
        }
    }

    /// Goes to the contents of the element that begins here.
    private static func enter(_ position: inout UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Bool {
        length(&position, before: end) != nil
    }

    /// Goes behind the element that begins here.
    private static func pass(_ position: inout UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Bool {
        guard let length = length(&position, before: end) else { return false }
        position += length
        return true
    }

    /// Goes behind the head of the element that begins here, and returns the length of its contents, which end before `end`.
    private static func length(
        _ position: inout UnsafePointer<UInt8>,
        before end: UnsafePointer<UInt8>
    ) -> Int? {
        var contents: UnsafePointer<UInt8>? = position
        var (length, tag, kind) = (0, Int32(0), Int32(0))
        // ASN1_get_object(3) reads at most so many octets, and sets 0x80 where they are no whole element; DER has no element of
        // indefinite length, for which it sets 1.
        let status = ASN1_get_object(&contents, &length, &tag, &kind, end - position)
        guard status & 0x81 == 0, let contents else { return nil }
        position = contents
        return length
    }
}
