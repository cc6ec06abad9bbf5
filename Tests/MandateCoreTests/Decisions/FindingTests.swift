import MandateCore
import Testing

/// What `explain` shows of each demand.
struct FindingTests {
    @Test func `every demand of a section is listed, those by default too`() throws {
        let demands = try SessionDemands(words: "verify, subjects mx.partner.example, issuers Example CA")
        let observation = try Observation(
            words: "TLSv1.1 ECDHE-RSA-AES256-SHA 256, trusted, subject mx.partner.example, issuer Evil CA"
        )
        #expect(
            Self.lines(demands, observation) == [
                "level kept", "minimum-protocol protocol-too-old", "minimum-bits kept", "exclude-ciphers kept",
                "certificate.subjects kept", "certificate.issuers certificate-issuer-mismatch",
            ]
        )
    }

    @Test func `without encryption no demand is said to be kept`() throws {
        let demands = try SessionDemands(words: "verify, subjects mx.partner.example, issuers Example CA")
        #expect(
            Self.lines(demands, .clear) == [
                "level session-not-encrypted", "minimum-protocol not compared", "minimum-bits not compared",
                "exclude-ciphers not compared", "certificate.subjects not compared", "certificate.issuers not compared",
            ]
        )
    }

    @Test(arguments: ["untrusted, subject mx.partner.example, issuer Example CA", "certificate not visible"])
    func `name and issuer of a certificate that nobody vouches for are not said to be kept`(words: String) throws {
        let demands = try SessionDemands(words: "verify, subjects mx.partner.example, issuers Example CA")
        let observation = try Observation(words: "TLSv1.3 TLS_AES_256_GCM_SHA384 256, " + words)
        #expect(
            Self.lines(demands, observation).suffix(2) == [
                "certificate.subjects not compared", "certificate.issuers not compared",
            ]
        )
    }

    @Test func `a pin that this front end cannot compare is said to be not visible`() throws {
        let demands = try SessionDemands(words: "fingerprint, fingerprints a")
        let observation = try Observation(
            words: "TLSv1.3 TLS_AES_256_GCM_SHA384 256, untrusted, fingerprints not visible"
        )
        #expect(
            Self.lines(demands, observation).last
                == "certificate.fingerprints not visible certificate-fingerprint-mismatch"
        )
    }

    private static func lines(_ demands: SessionDemands, _ observation: Observation) -> [String] {
        demands.compare(with: observation).map { "\($0.demand.rawValue) \(words($0.verdict))" }
    }

    private static func words(_ verdict: Finding.Verdict) -> String {
        switch verdict {
        case .kept: "kept"
        case .violated(let violation): violation.rawValue
        case .notVisible(let violation): "not visible \(violation.rawValue)"
        case .notCompared: "not compared"
        }
    }
}
