import FuzzSupport

@testable import STARTTLSProbe

/// Reads the octets as a certificate in DER form, as a gateway may send it: alone, as a chain with itself, and against itself as a
/// TLSA record and a stapled response.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let der = octets(start, count)
    let record = [3, 0, 0] + der
    guard let certificate = STARTTLSProbe.Certificate(der: der) else { return 0 }
    promise(certificate == STARTTLSProbe.Certificate(der: der), "the same octets, another certificate")
    promise(certificate.fingerprint.utf8.count == 95, "no SHA-256: \(certificate.fingerprint)")
    promise(certificate.publicKeyFingerprint.utf8.count == 95, "no SHA-256: \(certificate.publicKeyFingerprint)")
    promise(certificate.keyBits >= 0, "a key of \(certificate.keyBits) bits")
    promise(certificate.policies.allSatisfy { $0.utf8.allSatisfy { $0 == 0x2e || 0x30...0x39 ~= $0 } }, "no numbers")
    let own = DANEMatch.judge([record], chain: [der], read: [certificate], host: "mx.partner.example")
    promise(own == DANEMatch.matched, "a certificate is not its own: \(own ?? "")")
    if let trust = TrustStore(anchor: der) {
        _ = ChainVerification.verify([der], read: [certificate], trust: trust)
        promise(StapledResponse(der, chain: [der, der], trust: trust) != .good, "a certificate is no good response")
    }
    return 0
}
