import Testing

@testable import Milter

struct NegotiationTests {
    private static let all = MilterSteps(rawValue: .max)

    /// The steps that are left out or not answered, by libmilter's flags (mfdef.h).
    private static let always: UInt =
        0x1  // SMFIP_NOCONNECT
        | 0x40  // SMFIP_NOEOH
        | 0x80  // SMFIP_NR_HDR
        | 0x100  // SMFIP_NOUNKNOWN
        | 0x400  // SMFIP_SKIP
        | 0x2000  // SMFIP_NR_HELO
        | 0x4000  // SMFIP_NR_MAIL
    private static let noBody: UInt = 0x10
    private static let noHeaders: UInt = 0x20

    @Test(
        arguments: [
            ("", "", always | noBody | noHeaders),
            ("\nidentify-by: [header-from]", "", always | noBody),
            ("\nend-to-end-exempt: true", "", always),
            ("", Site.classes, always),
        ]
    )
    func `a mail server leaves out what no decision needs`(more: String, classes: String, steps: UInt) throws {
        let plan = try Site.plan(["partner": Site.partner() + more], configuration: classes)
        let agreed = Negotiation(offeredActions: [.quarantine, .namesMacros], offeredSteps: Self.all, plan: plan)
        #expect(agreed?.steps.rawValue == steps)
    }

    @Test func `RCPT, DATA and the end of the message are always shown, and answered`() throws {
        let agreed = Negotiation(
            offeredActions: [.quarantine, .namesMacros],
            offeredSteps: Self.all,
            plan: try Site.plan([:])
        )
        let steps = try #require(agreed).steps.rawValue
        // SMFIP_NOHELO, SMFIP_NOMAIL, SMFIP_NORCPT, SMFIP_NODATA, SMFIP_NR_RCPT, SMFIP_NR_DATA: without MAIL nothing would be
        // known of the sender, and an answer that nobody waits for refuses nothing.
        for flag in [0x2, 0x4, 0x8, 0x200, 0x8000, 0x10000] as [UInt] { #expect(steps & flag == 0) }
    }

    @Test func `nothing is asked that the server does not offer`() throws {
        let plan = try Site.plan(["partner": Site.partner()])
        let none = Negotiation(offeredActions: [], offeredSteps: [], plan: plan)
        #expect(none?.actions == [])
        #expect(none?.steps == [])
        let some = Negotiation(offeredActions: [.quarantine], offeredSteps: [.noBody, .heloWithoutReply], plan: plan)
        #expect(some?.actions == .quarantine)
        #expect(some?.steps == [.noBody, .heloWithoutReply])
    }

    @Test func `nothing is asked that is not done: no header is changed, no recipient added`() throws {
        let plan = try Site.plan(["partner": Site.partner()], configuration: Site.classes)
        let agreed = Negotiation(
            offeredActions: MilterActions(rawValue: .max),
            offeredSteps: Self.all,
            plan: plan
        )
        #expect(agreed?.actions == [.quarantine, .namesMacros])
    }

    @Test(
        arguments: [
            ("reject", "enforce", "", true),
            ("defer", "enforce", "", true),
            ("hold", "enforce", "", false),
            ("hold", "testing", "", true),
            ("hold", "off", "", true),
            ("reject", "enforce", Site.classes, false),
        ]
    )
    func `a server that cannot hold messages is served only where none is to be held`(
        response: String,
        mode: String,
        classes: String,
        isServed: Bool
    ) throws {
        let plan = try Site.plan(
            ["partner": Site.partner(onViolation: response, mode: mode)],
            configuration: classes
        )
        let agreed = Negotiation(offeredActions: .namesMacros, offeredSteps: Self.all, plan: plan)
        #expect((agreed != nil) == isServed)
        #expect(Negotiation(offeredActions: .quarantine, offeredSteps: Self.all, plan: plan) != nil)
    }
}
