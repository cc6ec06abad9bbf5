import MandateCore
import PostfixServers
import TestSupport
import Testing

/// At which stages Postfix asks, and what that says about its configuration.
extension PolicyDeciderTests {
    @Test func `a service that is asked at MAIL but never at RCPT says once that it enforces nothing`() throws {
        let site = try Site()
        let mail = Request.plaintext.with(["protocol_state": "MAIL"])
        for _ in 0..<2 { #expect(try site.action(mail) == "DUNNO") }
        #expect(site.lines.all.isEmpty)
        for _ in 0..<100 { #expect(try site.action(mail) == "DUNNO") }
        #expect(site.lines.all.count == 1)
        #expect(
            site.lines.all.first?.hasPrefix("warning: asked at MAIL but never at RCPT: nothing is enforced")
                == true
        )
        #expect(site.decider.statistics.counts.isAskedTooEarly)
        #expect(site.decider.statistics.counts.mail == 102)
    }

    @Test func `a service that is asked at RCPT, too, does not complain`() throws {
        let site = try Site()
        #expect(try site.action(.unrelated) == "DUNNO")
        for _ in 0..<10 { #expect(try site.action(.plaintext.with(["protocol_state": "MAIL"])) == "DUNNO") }
        #expect(site.lines.all.isEmpty)
        #expect(!site.decider.statistics.counts.isAskedTooEarly)
    }

    @Test func `the end of a message gives its records the queue id`() throws {
        let site = try Site()
        let end = Request.plaintext.with(["protocol_state": "END-OF-MESSAGE", "queue_id": "4ZfXyT0Bqdz9rxN"])
        #expect(try site.action(end) == "DUNNO")
        let expected = FakeLog.Completion(instance: "5d1f.65f0a1b2.3c4d5.0", queueID: "4ZfXyT0Bqdz9rxN")
        #expect(site.log.completions.all == [expected])
    }

    @Test(arguments: ["queue_id", "instance"])
    func `the end of a message without queue id or instance completes nothing`(missing: String) throws {
        let site = try Site()
        let end = Request.plaintext.with(["protocol_state": "END-OF-MESSAGE", "queue_id": "4ZfXyT0Bqdz9rxN"])
        #expect(try site.action(end.with([missing: ""])) == "DUNNO")
        #expect(try site.action(end.without(missing)) == "DUNNO")
        #expect(site.log.completions.all.isEmpty)
    }

    @Test func `requests are counted by what became of them`() throws {
        let agreements = ["reject", "defer", "hold", "\"filter smtp:[192.0.2.9]:25\""].enumerated().map {
            index,
            response in
            ("p\(index)", Site.partner(onViolation: response).replacing("partner.example", with: "p\(index).example"))
        }
        let tested = Site.partner(mode: "testing").replacing("partner.example", with: "tested.example")
        let site = try Site(Dictionary(uniqueKeysWithValues: agreements + [("tested", tested)]))
        for sender in [
            "a@p0.example", "a@p1.example", "a@p2.example", "a@p3.example", "a@tested.example", "a@x.example",
        ] {
            _ = try site.action(.plaintext.with(["sender": sender]))
        }
        _ = try site.action(.encrypted.with(["sender": "a@p0.example"]))
        _ = try site.action(.plaintext.with(["protocol_state": "DATA"]))
        #expect(throws: (any Error).self) { try site.action(.plaintext.with(["size": "large"])) }
        let counts = site.decider.statistics.counts
        #expect(counts.requests == 9)
        #expect(counts.rcpt == 7)
        #expect([counts.rejected, counts.deferred, counts.held, counts.filtered, counts.tested] == [1, 1, 1, 1, 1])
        #expect(counts.accepted == 2)
        #expect(counts.malformed == 1)
        #expect(counts.unrecorded == 0)
    }
}
