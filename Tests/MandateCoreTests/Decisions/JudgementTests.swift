import MandateCore
import Testing

struct JudgementTests {
    @Test(arguments: try CaseTable.rows("decisions", columns: 4))
    func `a session is decided as the agreement demands, in both directions`(row: CaseTable.Row) throws {
        let demands = try SessionDemands(words: row[0])
        let observation = try Observation(words: row[1])
        let violations = row[3] == "-" ? [] : row[3].split(separator: ", ").map(String.init)
        let register = try TestRegister.make([
            .test("partner", domains: ["partner.example"], inbound: demands, relay: demands)
        ])
        for decision in [
            try register.decision(sender: "anna@partner.example", observation: observation),
            try register.decision(recipient: "anna@partner.example", observation: observation),
        ] {
            #expect(decision.agreement?.name == "partner")
            #expect(decision.action.word.rawValue == row[2])
            #expect(decision.violations.map(\.rawValue) == violations)
            #expect(decision.text.isEmpty == violations.isEmpty)
            #expect(violations.allSatisfy(decision.text.contains))
        }
    }

    @Test func `a filter is answered with its destination`() throws {
        let demands = try SessionDemands(words: "encrypt, on-violation filter smtp:[pgp.example.com]:10026")
        let register = try TestRegister.make([.test("partner", domains: ["partner.example"], inbound: demands)])
        let decision = try register.decision(sender: "anna@partner.example")
        #expect(decision.action == .filter("smtp:[pgp.example.com]:10026"))
    }

    @Test func `the reply names the partner and the contact`() throws {
        let demands = try SessionDemands(words: "encrypt")
        let register = try TestRegister.make([.test("partner", domains: ["partner.example"], inbound: demands)])
        #expect(
            try register.decision(sender: "anna@partner.example").text
                == "TLS agreement with Partner partner: the session is not encrypted (session-not-encrypted); "
                + "contact tls-desk@example.com"
        )
    }
}
