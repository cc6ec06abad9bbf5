import MandateCore
import Testing

struct DecisionWordsTests {
    @Test(arguments: try CaseTable.rows("observed-words", columns: 3))
    func `what was observed is told in words`(row: CaseTable.Row) throws {
        let demand = try #require(Demand(rawValue: row[1]))
        #expect(try Observation(words: row[0]).observed(demand) == row[2])
    }

    @Test func `what an agreement demands is told as it writes it`() throws {
        let demands = try SessionDemands(
            words: "verify, minimum-protocol TLSv1.3, minimum-bits 256, exclude-ciphers 3DES / kRSA, "
                + "subjects mx1.partner.example / mx2.partner.example, issuers Example CA / Other CA"
        )
        let lines = demands.demanded.map { "\($0.rawValue): \(demands.required($0))" }
        #expect(
            lines == [
                "level: verify",
                "minimum-protocol: TLSv1.3",
                "minimum-bits: 256",
                "exclude-ciphers: aNULL, eNULL, EXPORT, DES, RC4, MD5, 3DES, kRSA",
                "certificate.subjects: mx1.partner.example, mx2.partner.example",
                "certificate.issuers: Example CA, Other CA",
            ]
        )
    }

    @Test func `pins are told in one order, with their digest`() throws {
        let demands = try SessionDemands(words: "fingerprint, fingerprints b / a")
        let (a, b) = (try Fingerprint(digit: "a").text, try Fingerprint(digit: "b").text)
        #expect(demands.required(.fingerprints) == "sha256:\(a), sha256:\(b)")
    }
}
