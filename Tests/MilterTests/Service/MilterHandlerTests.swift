import MandateCore
import TestSupport
import Testing

@testable import Milter

struct MilterHandlerTests {
    private static let steps = MilterSteps(rawValue: .max)

    @Test func `a session begins with what the register in force asks for`() throws {
        let site = try Site()
        let (session, agreed) = try #require(site.handler.begin([.quarantine, .namesMacros], Self.steps))
        #expect(session.plan.settings.register === site.register)
        #expect(agreed.steps.contains([.noHeaders, .noBody]))
        #expect(site.statistics.counts.sessions == 0)
        session.helo("mail.partner.example")
        session.helo("mail.partner.example")
        #expect(site.statistics.counts.sessions == 1)
        #expect(site.lines.all.isEmpty)
    }

    @Test func `sessions that begin after a reload go by the new register`() throws {
        let site = try Site()
        let plan = try Site.plan(["partner": Site.partner(onViolation: "hold")], configuration: Site.classes)
        site.handler.use(plan)
        let (session, agreed) = try #require(site.handler.begin([.quarantine, .namesMacros], Self.steps))
        #expect(session.plan.settings.register === plan.settings.register)
        #expect(!agreed.steps.contains(.noHeaders))
        #expect(!agreed.steps.contains(.noBody))
    }

    @Test func `a server that cannot hold messages gets no session, and the log says why`() throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold")])
        #expect(site.handler.begin(.namesMacros, Self.steps) == nil)
        #expect(site.statistics.counts.sessions == 0)
        #expect(site.lines.all.count == 1)
        #expect(site.lines.all.allSatisfy { $0.hasPrefix("error: ") && $0.contains("cannot hold messages") })
        site.handler.use(try Site.plan(["partner": Site.partner()]))
        #expect(site.handler.begin(.namesMacros, Self.steps) != nil)
    }
}
