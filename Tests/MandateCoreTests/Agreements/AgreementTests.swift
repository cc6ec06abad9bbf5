import MandateCore
import Testing

struct AgreementTests {
    private static let strict = Result { try SessionDemands(words: "encrypt, on-violation reject") }

    @Test func `an agreement whose mode is off demands nothing in either direction`() throws {
        let agreement = try Self.partner(mode: .off)
        #expect(agreement.demands(.inbound) == nil)
        #expect(agreement.demands(.relay) == nil)
        #expect(try Self.inbound(agreement).action == .accept)
        #expect(try Self.relay(agreement).action == .accept)
    }

    @Test func `a section whose mode is off demands nothing, and the other one still does`() throws {
        let agreement = Agreement.test(
            "partner",
            domains: ["partner.example"],
            inbound: try SessionDemands(words: "encrypt, mode off"),
            relay: try Self.strict.get()
        )
        #expect(try Self.inbound(agreement).agreement == nil)
        #expect(try Self.relay(agreement).action == .reject)
    }

    @Test func `an absent section demands nothing`() throws {
        let agreement = Agreement.test("partner", domains: ["partner.example"], inbound: try Self.strict.get())
        #expect(try Self.relay(agreement).agreement == nil)
        #expect(try Self.inbound(agreement).action == .reject)
    }

    @Test func `a section in testing says what enforcing would answer`() throws {
        let agreement = Agreement.test(
            "partner",
            domains: ["partner.example"],
            inbound: try SessionDemands(words: "encrypt, on-violation reject, mode testing")
        )
        let decision = try Self.inbound(agreement)
        #expect(decision.action == .reject)
        #expect(decision.mode == .testing)
        #expect(decision.violations == [.sessionNotEncrypted])
    }

    @Test(
        arguments: [
            (Agreement.Scope.classes(["secret"]), false, [.sender]), (.all, true, [.sender]),
            (.all, false, [.headerFrom]), (.all, false, [.sender, .headerFrom]),
        ] as [(Agreement.Scope, Bool, Set<Agreement.Identification>)]
    )
    func `agreements that need the message itself take no part at the policy front end`(
        scope: Agreement.Scope,
        endToEndExempt: Bool,
        identifyBy: Set<Agreement.Identification>
    ) throws {
        let agreement = try Self.partner(appliesTo: scope, endToEndExempt: endToEndExempt, identifyBy: identifyBy)
        #expect(agreement.needsMilter)
        #expect(try Self.inbound(agreement).agreement == nil)
        #expect(try Self.relay(agreement).agreement == nil)
    }

    @Test(arguments: [[.sender], [.client], [.sender, .client]] as [Set<Agreement.Identification>])
    func `other agreements need no milter`(identifyBy: Set<Agreement.Identification>) throws {
        #expect(!(try Self.partner(identifyBy: identifyBy).needsMilter))
    }

    private static func partner(
        mode: Mode = .enforce,
        appliesTo: Agreement.Scope = .all,
        endToEndExempt: Bool = false,
        identifyBy: Set<Agreement.Identification> = [.sender]
    ) throws -> Agreement {
        .test(
            "partner",
            mode: mode,
            domains: ["partner.example"],
            appliesTo: appliesTo,
            endToEndExempt: endToEndExempt,
            identifyBy: identifyBy,
            inbound: try strict.get(),
            relay: try strict.get()
        )
    }

    private static func inbound(_ agreement: Agreement) throws -> Decision {
        try TestRegister.make([agreement]).decision(sender: "anna@partner.example")
    }

    private static func relay(_ agreement: Agreement) throws -> Decision {
        try TestRegister.make([agreement]).decision(recipient: "anna@partner.example")
    }
}
