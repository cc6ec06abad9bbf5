import MailServerLog
import MandateCore
import Testing

@Suite struct DeliveryFoldTests {
    private func days(_ name: String) throws -> [String: DeliveryDay] {
        var fold = DeliveryFold(lookup: Cases.byDomain)
        for event in try Cases.events(name) { fold.add(event) }
        return Dictionary(uniqueKeysWithValues: fold.days.map { ($0.agreement, $0) })
    }

    @Test func `deliveries of a day by how they were encrypted`() throws {
        let days = try days("postfix-3.7.log")
        let good = try #require(days["good"])
        #expect(good.day.text == "2026-11-21")
        #expect(good.sent == 3)
        #expect(good.overTLS.map(\.session.verdict) == [.verified])
        #expect(good.overTLS.map(\.deliveries) == [3])
        #expect(good.bounced == 1)
        #expect(days["clear"]?.withoutTLSRecord == 1)
        #expect(days["plain"]?.sent == 0)
        #expect(days["plain"]?.deferredByTLS == 4)
        #expect(days["down"]?.deferredAttempts == 2)
        #expect(days["down"]?.deferredByTLS == 0)
    }

    @Test func `Sendmail's too`() throws {
        let good = try #require(try days("sendmail-8.17.log")["good"])
        #expect(good.overTLS.map(\.session.verdict) == [.trusted])
        #expect(good.sent == 4)
    }
}
