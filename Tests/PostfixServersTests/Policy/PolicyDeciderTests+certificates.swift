import MandateCore
import PostfixServers
import PostfixWire
import TestSupport
import Testing

/// What Postfix tells of a client certificate, and what it means.
extension PolicyDeciderTests {
    static let verifying = """
        partner: Partner AG
        domains: [partner.example]
        inbound:
          level: verify
          certificate:
            subjects: ["mail*.partner.example"]
            issuers: ["D-TRUST SSL Class 3 CA 1 2009"]
          on-violation: reject
        """

    static let pinning = """
        partner: Partner AG
        domains: [partner.example]
        inbound:
          level: fingerprint
          certificate:
            fingerprints: ["sha256:\(Request.fingerprint)"]
          on-violation: reject
        """

    @Test(
        arguments: [
            ([:], []),
            (["ccert_subject": "MAILOUT.Partner.Example"], []),
            (["ccert_subject": "ma+69lout.partner.example"], []),
            (["ccert_subject": "mailout.evil.partner.example"], ["certificate-name-mismatch"]),
            (["ccert_subject": "mailout.partner.example+20"], ["certificate-name-mismatch"]),
            (["ccert_subject": ""], ["certificate-name-mismatch"]),
            (["ccert_issuer": "D-TRUST+20SSL"], ["certificate-issuer-mismatch"]),
            (["ccert_issuer": ""], ["certificate-issuer-mismatch"]),
            (
                ["ccert_subject": "x", "ccert_issuer": "y"],
                ["certificate-name-mismatch", "certificate-issuer-mismatch"]
            ),
            (["ccert_subject": "", "ccert_issuer": ""], ["certificate-not-trusted"]),
            (
                ["ccert_subject": "", "ccert_issuer": "", "ccert_fingerprint": ""], ["certificate-not-trusted"]
            ),
            (
                ["ccert_subject": "", "ccert_issuer": "", "ccert_fingerprint": Request.md5Fingerprint],
                ["certificate-not-trusted"]
            ),
            (
                [
                    "ccert_subject": "", "ccert_issuer": "", "ccert_fingerprint": "",
                    "ccert_pubkey_fingerprint": "",
                ], ["certificate-missing"]
            ),
        ] as [([String: String], [String])]
    )
    func `names count only where Postfix trusts the certificate`(
        attributes: [String: String],
        violations: [String]
    ) throws {
        let site = try Site(["partner": Self.verifying])
        let request = Request.certified.with(attributes)
        if violations.isEmpty {
            #expect(try site.action(request) == "DUNNO")
        } else {
            #expect(try site.refusal(request).violations.map(\.rawValue) == violations)
            #expect(try site.action(request).contains("(\(violations.joined(separator: ", ")));"))
        }
    }

    @Test(
        arguments: [
            ([:], "DUNNO"),
            (["ccert_subject": "", "ccert_issuer": ""], "DUNNO"),
            (["ccert_fingerprint": Request.fingerprint.lowercased()], "DUNNO"),
            (["ccert_fingerprint": "", "ccert_pubkey_fingerprint": Request.fingerprint], "DUNNO"),
            (
                ["ccert_fingerprint": Request.keyFingerprint],
                "550 5.7.1 \(text("the client certificate is not the agreed one (certificate-fingerprint-mismatch)"))"
            ),
            (
                [
                    "ccert_subject": "", "ccert_issuer": "", "ccert_fingerprint": "", "ccert_pubkey_fingerprint": "",
                ],
                "550 5.7.1 \(text("no client certificate was presented (certificate-missing)"))"
            ),
        ] as [([String: String], String)]
    )
    func `a pin is held against the certificate and its key, trusted or not`(
        attributes: [String: String],
        action: String
    ) throws {
        #expect(try Site(["partner": Self.pinning]).action(.certified.with(attributes)) == action)
    }

    @Test func `fingerprints by another digest cannot be compared, and defer`() throws {
        let site = try Site(["partner": Self.pinning])
        let request = Request.certified.with([
            "ccert_fingerprint": Request.md5Fingerprint, "ccert_pubkey_fingerprint": Request.md5Fingerprint,
        ])
        let shortcoming = "the client certificate is not the agreed one (certificate-fingerprint-mismatch)"
        #expect(try site.action(request) == "450 4.7.1 \(Self.text(shortcoming))")
        #expect(try site.refusal(request).action == .defer)
    }

    @Test(arguments: ["ccert_subject", "ccert_issuer"], ["+", "+2", "+zz", "+0a", "+00", "+7F", "mail+", "+2+30"])
    func `a name that is no xtext is malformed`(attribute: String, value: String) throws {
        let site = try Site(["partner": Self.verifying])
        #expect(throws: MalformedRequest.badXtext(attribute)) {
            try site.outcome(.certified.with([attribute: value]))
        }
        #expect(site.log.behind.all.isEmpty)
        #expect(site.log.refusals.all.isEmpty)
    }

    @Test func `a request with a name that is no xtext counts as malformed`() throws {
        let site = try Site(["partner": Self.verifying])
        #expect(throws: MalformedRequest.self) { try site.outcome(.certified.with(["ccert_subject": "+"])) }
        #expect(site.decider.statistics.counts.malformed == 1)
    }

    @Test func `names are recorded as they are in the certificate`() throws {
        let site = try Site(["partner": Self.verifying])
        let record = try site.refusal(
            .certified.with(["ccert_subject": "T+C3+9CV+2B1+20+22mail+22", "ccert_issuer": "CA+20+3D1"])
        )
        #expect(record.certificateSubject == "TÜV+1 \"mail\"")
        #expect(record.certificateIssuer == "CA =1")
        #expect(record.certificateFingerprint == Request.fingerprint)
    }

    @Test(
        arguments: [
            (["encryption_protocol": "TLSv1.1"], "protocol-too-old"),
            (["encryption_protocol": "SSLv3"], "protocol-too-old"),
            (["encryption_protocol": "TLSv9"], "protocol-too-old"),
            (["encryption_keysize": "127"], "session-key-too-short"),
            (["encryption_keysize": "0"], "session-key-too-short"),
            (["encryption_keysize": ""], "session-key-too-short"),
            (["encryption_cipher": "ECDHE-RSA-RC4-SHA"], "cipher-excluded"),
            (["encryption_cipher": "ADH-AES256-GCM-SHA384"], "cipher-excluded"),
            (["encryption_protocol": ""], "session-not-encrypted"),
        ] as [([String: String], String)]
    )
    func `a session that falls short is refused for that alone`(attributes: [String: String], code: String) throws {
        let record = try Site().refusal(.encrypted.with(attributes))
        #expect(record.violations.map(\.rawValue) == [code])
    }

    @Test(arguments: ["encryption_protocol", "encryption_cipher", "encryption_keysize", "ccert_subject"])
    func `a fact that Postfix does not tell is never taken for kept`(attribute: String) throws {
        let site = try Site(["partner": Self.verifying])
        #expect(try site.action(.certified.without(attribute)).hasPrefix("550 "))
    }

    @Test(arguments: ["99999999999999999999", "-1", "1e3", "513", " 256", "0x100"])
    func `an absurd key size is malformed`(bits: String) throws {
        #expect(throws: MalformedRequest.badNumber("encryption_keysize")) {
            try Site().outcome(.encrypted.with(["encryption_keysize": bits]))
        }
    }
}
