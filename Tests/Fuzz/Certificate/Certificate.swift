import FuzzSupport

@testable import STARTTLSProbe

/// Reads the octets as a certificate in DER form, as a gateway may send it: alone, as a chain with itself, and against itself as a
/// TLSA record and a stapled response.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let der = octets(start, count)
    guard let certificate = STARTTLSProbe.Certificate(der: der) else { return 0 }
    promise(certificate == STARTTLSProbe.Certificate(der: der), "the same octets, another certificate")
    promise(certificate.fingerprint.utf8.count == 95, "no SHA-256: \(certificate.fingerprint)")
    promise(certificate.publicKeyFingerprint.utf8.count == 95, "no SHA-256: \(certificate.publicKeyFingerprint)")
    promise(certificate.keyBits >= 0, "a key of \(certificate.keyBits) bits")
    promise(certificate.policies.allSatisfy { $0.utf8.allSatisfy { $0 == 0x2e || 0x30...0x39 ~= $0 } }, "no numbers")
    let names = ["mx.partner.example"]
    for usage in [UInt8(2), 3] {
        let said = DANEMatch.judge([[usage, 0, 0] + der], chain: [der, der], names: names)
        promise(said != nil, "a record, and no word of it")
    }
    let other = DANEMatch.judge([[3, 0, 1] + Array(repeating: 0, count: 32)], chain: [der], names: names)
    promise(other == .unmatched, "another certificate's digest: \(other?.rawValue ?? "no word")")
    if let trust {
        _ = ChainVerification.verify([der], read: [certificate], trust: trust)
        promise(StapledResponse(der, chain: [der, der], trust: trust) != .good, "a certificate is no good response")
    }
    return 0
}

/// What OpenSSL trusts by default.
private let trust = try? TrustStore()
