import MandateCore
import Testing

/// DESIGN.md, section 5, rule 6: several decisions on one message.
struct DecisionTests {
    @Test(arguments: try CaseTable.rows("combinations", columns: 4))
    func `of several agreements the one that answers most strictly is carried out`(row: CaseTable.Row) throws {
        let register = try TestRegister.make([
            .test("sender", domains: ["sender.example"], inbound: try Self.demands(row[0])),
            .test("client", identifyBy: [.client], clients: ["192.0.2.1"], inbound: try Self.demands(row[1])),
            .test("recipient", domains: ["recipient.example"], relay: try Self.demands(row[2])),
        ])
        let decision = try register.decision(
            sender: "anna@sender.example",
            recipient: "berta@recipient.example",
            observation: Observation(words: "TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 128")
        )
        #expect(Self.words(decision) == row[3])
        #expect(decision.violations == (decision.action == .accept ? [] : [.sessionKeyTooShort]))
    }

    @Test func `one agreement is held against a session once in each direction`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                identifyBy: [.sender, .client],
                clients: ["192.0.2.1"],
                inbound: try SessionDemands(words: "encrypt, on-violation hold"),
                relay: try SessionDemands(words: "encrypt, on-violation reject")
            )
        ])
        let participants = register.participants(
            sender: "anna@partner.example".utf8.span,
            recipient: "berta@partner.example".utf8.span,
            clientName: "unknown".utf8.span,
            clientAddress: "192.0.2.1".utf8.span,
            on: try #require(Day("2026-06-01"))
        )
        let session = Session(clientAddress: "192.0.2.1", observation: .clear)
        let judgements = register.judgements(of: participants, recipient: "berta@partner.example", session: session)
        #expect(judgements.map(\.direction) == [.inbound, .relay])
        let decision = register.decide(participants, recipient: "berta@partner.example", session: session)
        #expect(decision.action == .reject)
        #expect(decision.direction == .relay)
    }

    /// `kept`, `reject`, `testing reject`, `off`, or `-` for no such section; what is not kept is the key's length.
    private static func demands(_ words: String) throws -> SessionDemands? {
        if words == "-" { return nil }
        if words == "off" { return try SessionDemands(words: "encrypt, minimum-bits 256, mode off") }
        let isTesting = words.hasPrefix("testing ")
        let response = isTesting ? String(words.dropFirst(8)) : words
        var demands = try SessionDemands(words: "encrypt")
        demands.mode = isTesting ? .testing : .enforce
        if response != "kept" {
            demands.minimumBits = 256
            demands.response = try SessionDemands.Response(words: response)
        }
        return demands
    }

    private static func words(_ decision: Decision) -> String {
        let who = decision.agreement?.name ?? "none"
        return "\(who): \(decision.mode == .testing ? "testing " : "")\(decision.action.word)"
    }
}
