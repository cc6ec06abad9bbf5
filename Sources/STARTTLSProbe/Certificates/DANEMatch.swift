internal import COpenSSL

/// Holding a chain against TLSA records (RFC 7672, section 3).
package enum DANEMatch {
    package static let matched = "a signed TLSA record matches"
    package static let unmatched = "no signed TLSA record matches"
    package static let unusable = "no signed TLSA record is usable"

    /// What is told where the records could not be had.
    static func unknown(_ problem: LookupError) -> String { "unknown: " + problem.text }

    /// What is told of a gateway, before its certificate is looked at.
    ///
    /// - Returns: nil where there are no records, or where DNSSEC is not validated at all.
    static func judge(_ gateway: GatewayHost, chain: [[UInt8]] = [], read certificates: [Certificate] = []) -> String? {
        switch gateway.tlsaProblem {
        case nil: judge(gateway.tlsa, chain: chain, read: certificates, host: gateway.tlsaHost)
        case .notValidated: nil
        case let problem?: unknown(problem)
        }
    }

    /// - Parameters:
    ///   - records: The records' data: usage, selector, matching type, association (RFC 6698, section 2.1).
    ///   - chain: In DER form, the gateway's own certificate first.
    ///   - certificates: The same, read.
    ///   - host: The gateway's name, which DANE-TA asks of the certificate (RFC 7672, section 3.1.2), and DANE-EE does not.
    /// - Returns: nil where there are no records.
    static func judge(
        _ records: [[UInt8]],
        chain: [[UInt8]],
        read certificates: [Certificate],
        host: String
    ) -> String? {
        guard !records.isEmpty else { return nil }
        // RFC 7672, section 3.1.3: usages 0 and 1 are not for SMTP.
        let usable = records.filter { $0.count > 3 && [2, 3].contains($0[0]) && $0[1] < 2 && hasProperLength($0) }
        guard !usable.isEmpty else { return unusable }
        let names = ServerNames(["hostname"], nexthop: host, hostname: host)
        let isMatched = usable.contains { record in
            let isOwn = record[0] == 3
            // A record that holds the CA's whole certificate stands in for one that the gateway does not send (RFC 7671, section
            // 5.2.2).
            let named = record[0] == 2 && record[1] == 0 && record[2] == 0 ? [Array(record.dropFirst(3))] : []
            return (isOwn ? chain.prefix(1) : (chain + named)[...]).contains { candidate in
                guard data(of: candidate, selector: record[1], matching: record[2]) == Array(record.dropFirst(3)) else {
                    return false
                }
                if isOwn { return true }
                // Anybody can send somebody else's CA certificate: the chain has to lead there.
                guard let trust = TrustStore(anchor: candidate), let leaf = certificates.first else { return false }
                return ChainVerification.verify(chain, read: certificates, trust: trust).problems.isEmpty
                    && names.match(leaf.comparedNames) != nil
            }
        }
        return isMatched ? matched : unmatched
    }

    /// Whether the association is as long as its matching type says: 0 all, 1 SHA-256, 2 SHA-512 (RFC 6698, section 2.1.3).
    private static func hasProperLength(_ record: [UInt8]) -> Bool {
        switch record[2] {
        case 0: true
        case 1: record.count == 3 + 32
        case 2: record.count == 3 + 64
        default: false
        }
    }

    private static func data(of der: [UInt8], selector: UInt8, matching: UInt8) -> [UInt8]? {
        guard let certificate = OwnedX509(der) else { return nil }
        let selected: [UInt8]
        if selector == 0 {
            selected = der
        } else {
            let key = X509_get_X509_PUBKEY(certificate.pointer)
            let length = Int(max(i2d_X509_PUBKEY(key, nil), 0))
            selected = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                // i2d_X509_PUBKEY writes as many octets as it said, and moves a copy of the pointer.
                var position = buffer.baseAddress
                count = Int(max(i2d_X509_PUBKEY(key, &position), 0))
            }
        }
        if matching == 0 { return selected }
        var sum = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // A digest is at most EVP_MAX_MD_SIZE octets long.
        guard EVP_Digest(selected, selected.count, &sum, &length, matching == 1 ? EVP_sha256() : EVP_sha512(), nil) == 1
        else { return nil }
        return Array(sum.prefix(Int(length)))
    }
}
