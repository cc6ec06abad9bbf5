internal import MandateCore
internal import PostfixWire

extension PolicyRequest {
    /// The TLS facts of a session, as Postfix's smtpd tells them (src/smtpd/smtpd_check.c, check_policy_service):
    ///
    /// | fact | attribute | as Postfix sends it |
    /// | --- | --- | --- |
    /// | protocol, cipher, bits | encryption_protocol, _cipher, _keysize | empty, empty, 0 for a session in the clear |
    /// | certificate's name | ccert_subject | xtext; common name; empty unless the chain is trusted |
    /// | issuer's name | ccert_issuer | xtext; the direct issuer's common name, else organisation; empty unless trusted |
    /// | fingerprints | ccert_fingerprint, ccert_pubkey_fingerprint | also of a certificate that is not trusted |
    ///
    /// No name but a fingerprint means a certificate that Postfix could not verify. A fingerprint by a digest other than SHA-256
    /// (smtpd_tls_fingerprint_digest, md5 by default before compatibility level 3.6) cannot be compared with a pin.
    ///
    /// - Throws: ``MalformedRequest/badXtext(_:)``.
    func observation(in octets: Span<UInt8>) throws(MalformedRequest) -> Observation {
        let protocolName = text(.encryptionProtocol, in: octets)
        let encryption = Observation.Encryption(
            protocolName: protocolName,
            cipher: text(.encryptionCipher, in: octets),
            bits: Int(number(.encryptionKeySize, in: octets) ?? 0)
        )
        return Observation(
            encryption: protocolName.isEmpty ? .absent : .value(encryption),
            certificate: try certificate(in: octets)
        )
    }

    private func certificate(in octets: Span<UInt8>) throws(MalformedRequest) -> Fact<Observation.PeerCertificate> {
        let subject = try name(.certificateSubject, in: octets)
        let issuer = try name(.certificateIssuer, in: octets)
        let digests = [text(.certificateFingerprint, in: octets), text(.keyFingerprint, in: octets)].filter {
            !$0.isEmpty
        }
        if subject.isEmpty, issuer.isEmpty, digests.isEmpty { return .absent }
        let fingerprints = digests.compactMap { try? Fingerprint(hexadecimal: $0) }
        return .value(
            Observation.PeerCertificate(
                isTrusted: !subject.isEmpty || !issuer.isEmpty,
                subject: subject.isEmpty ? .absent : .value(subject),
                issuer: issuer.isEmpty ? .absent : .value(issuer),
                fingerprints: digests.isEmpty ? .absent : fingerprints.isEmpty ? .notVisible : .value(fingerprints)
            )
        )
    }

    func name(_ attribute: PolicyAttribute, in octets: Span<UInt8>) throws(MalformedRequest) -> String {
        guard let name = Xtext.decode(value(attribute, in: octets)) else { throw .badXtext("\(attribute.name)") }
        return name
    }
}
