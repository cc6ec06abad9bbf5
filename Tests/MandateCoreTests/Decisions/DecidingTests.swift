import MandateCore
import Testing

/// DESIGN.md, section 5: who takes part, and who is never refused.
struct DecidingTests {
    private static let strict = Result { try SessionDemands(words: "encrypt, on-violation reject") }

    @Test func `a message is held to the sender's agreement, to the recipient's, or to none`() throws {
        let register = try Self.register()
        let inbound = try register.decision(sender: "anna@partner.example")
        #expect(inbound.agreement?.name == "partner")
        #expect(inbound.direction == .inbound)
        #expect(inbound.action == .reject)
        let relay = try register.decision(sender: "berta@elsewhere.example", recipient: "anna@partner.example")
        #expect(relay.agreement?.name == "partner")
        #expect(relay.direction == .relay)
        #expect(relay.action == .reject)
        let none = try register.decision(sender: "berta@elsewhere.example")
        #expect(none.agreement == nil)
        #expect(none.action == .accept)
        #expect(none.violations.isEmpty)
    }

    @Test(arguments: ["", "anna", "anna@", "anna@[192.0.2.1]"])
    func `a sender without a domain is held to no agreement`(sender: String) throws {
        #expect(try Self.register().decision(sender: sender).agreement == nil)
    }

    @Test(arguments: try CaseTable.rows("never-refused", columns: 2))
    func `who is refused can reach postmaster, abuse and the contact`(row: CaseTable.Row) throws {
        let register = try TestRegister.make([
            .test(
                "everybody",
                domains: ["partner.example", "example.com", "*.example.com"],
                inbound: try Self.strict.get(),
                relay: try Self.strict.get()
            )
        ])
        let decision = try register.decision(sender: "anna@partner.example", recipient: row[0])
        #expect(decision.action == (row[1] == "accepted" ? .accept : .reject))
        #expect((decision.agreement == nil) == (row[1] == "accepted"))
    }

    @Test(arguments: try CaseTable.rows("exempt-clients", columns: 2))
    func `a client in an exempt network and mail by no session are not asked for TLS`(row: CaseTable.Row) throws {
        let decision = try Self.register(exempt: ["127.0.0.0/8", "::1", "192.0.2.0/28"])
            .decision(sender: "anna@partner.example", clientAddress: row[0])
        #expect(decision.agreement?.name == "partner")
        #expect(decision.action == (row[1] == "exempt" ? .accept : .reject))
        #expect(decision.violations == (row[1] == "exempt" ? [] : [.sessionNotEncrypted]))
    }

    @Test func `an agreement identified by client holds whatever the sender, by address and by name`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                identifyBy: [.client],
                clients: ["192.0.2.0/24", "mailout.partner.example"],
                inbound: try Self.strict.get()
            )
        ])
        #expect(try register.decision(sender: "berta@elsewhere.example").agreement?.name == "partner")
        #expect(try register.decision(sender: "").action == .reject)
        let byName = try register.decision(clientName: "Mailout.Partner.Example", clientAddress: "198.51.100.1")
        #expect(byName.agreement?.name == "partner")
        let elsewhere = try register.decision(sender: "anna@partner.example", clientAddress: "198.51.100.1")
        #expect(elsewhere.agreement == nil)
    }

    @Test func `clients of an agreement that is identified by sender only do not count`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                clients: ["192.0.2.0/24"],
                inbound: try Self.strict.get()
            )
        ])
        #expect(try register.decision(sender: "berta@elsewhere.example").agreement == nil)
    }

    @Test func `an agreement identified by sender and client holds by either`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                identifyBy: [.sender, .client],
                clients: ["192.0.2.0/24"],
                inbound: try Self.strict.get()
            )
        ])
        #expect(try register.decision(sender: "berta@elsewhere.example").action == .reject)
        #expect(
            try register.decision(sender: "anna@partner.example", clientAddress: "198.51.100.1").action == .reject
        )
        #expect(try register.decision(clientAddress: "198.51.100.1").action == .accept)
    }

    @Test func `an agreement takes part from its first day on, and on after its last`() throws {
        let validity = Validity(from: Day("2026-03-01"), until: Day("2026-12-31"))
        let register = try TestRegister.make([
            .test("partner", validity: validity, domains: ["partner.example"], inbound: try Self.strict.get())
        ])
        func action(_ day: String) throws -> Decision.Action {
            try register.decision(sender: "anna@partner.example", on: day).action
        }
        #expect(try action("2026-02-28") == .accept)
        #expect(try action("2026-03-01") == .reject)
        #expect(try action("2027-01-01") == .reject)
    }

    private static func register(exempt: [String] = []) throws -> Register {
        try TestRegister.make(
            [.test("partner", domains: ["partner.example"], inbound: try strict.get(), relay: try strict.get())],
            exempt: exempt
        )
    }
}
