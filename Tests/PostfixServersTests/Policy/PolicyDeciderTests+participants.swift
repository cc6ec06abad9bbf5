import MandateCore
import PostfixServers
import TestSupport
import Testing

/// Who takes part, and who is never asked or never refused.
extension PolicyDeciderTests {
    static let relaying = """
        partner: Partner AG
        domains: [partner.example]
        relay: { level: encrypt, on-violation: hold }
        """

    @Test(arguments: ["127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"])
    func `a client that is exempt is not asked for TLS, and its mail is recorded`(
        address: String
    ) throws {
        let site = try Site()
        #expect(try site.action(.plaintext.with(["client_address": address])) == "DUNNO")
        #expect(site.log.behind.all.map(\.agreement) == ["partner"])
        #expect(site.log.behind.all.map(\.action) == [.accept])
    }

    @Test(arguments: ["128.0.0.1", "126.255.255.255", "::2", "unknown", "::ffff:128.0.0.1", "127.0.0.1.evil", ""])
    func `other clients are asked, also those that Postfix does not tell`(address: String) throws {
        #expect(try Site().action(.plaintext.with(["client_address": address])).hasPrefix("550 "))
    }

    @Test func `exempt networks are those of the configuration`() throws {
        let site = try Site(configuration: "exempt-networks: [\"192.0.2.0/24\"]\n")
        #expect(try site.action(.plaintext) == "DUNNO")
        #expect(try site.action(.plaintext.with(["client_address": "127.0.0.1"])).hasPrefix("550 "))
    }

    @Test func `the null sender is nobody's, but the recipient's agreement holds for it`() throws {
        #expect(try Site().action(.plaintext.with(["sender": ""])) == "DUNNO")
        let relaying = try Site(["partner": Self.relaying])
        let bounce = Request.plaintext.with(["sender": "", "recipient": "anna@partner.example"])
        #expect(try relaying.action(bounce) == "HOLD \(Self.refusalText)")
        #expect(try relaying.refusal(bounce).sender == "")
        #expect(try relaying.refusal(bounce).direction == .relay)
    }

    @Test(
        arguments: [
            "postmaster@example.com", "POSTMASTER@Example.COM", "abuse@example.com", "abuse@sub.example.com",
            "Postmaster",
            "tls-desk@example.com", "TLS-Desk@EXAMPLE.com",
        ]
    )
    func `whoever is refused can reach us`(recipient: String) throws {
        let site = try Site()
        #expect(try site.action(.plaintext.with(["recipient": recipient])) == "DUNNO")
        #expect(site.log.behind.all.isEmpty)
    }

    @Test(
        arguments: [
            "postmaster@elsewhere.example", "abuse@example.com.evil.example", "tls-desk@elsewhere.example",
            "postmaster+x@example.com", "berta@example.com", "postmaster@",
        ]
    )
    func `nobody else is exempt from refusal`(recipient: String) throws {
        #expect(try Site().action(.plaintext.with(["recipient": recipient])).hasPrefix("550 "))
    }

    @Test(
        arguments: [
            "anna@PARTNER.example", "anna@partner.example.", "anna@sub.partner.example", "a@b@partner.example",
            "\"a@elsewhere.example\"@partner.example", "anna@ab--cd.partner.example", "anna@-a.partner.example",
            "anna@\(String(repeating: "a", count: 64)).partner.example", "anna@b\u{fc}ro.partner.example",
            "anna@a_b.partner.example", "@partner.example", "\(String(repeating: "a", count: 10_000))@partner.example",
        ]
    )
    func `no spelling of a sender escapes its agreement`(sender: String) throws {
        #expect(try Site().action(.plaintext.with(["sender": sender])).hasPrefix("550 "))
    }

    @Test(
        arguments: [
            "anna@elsewhere.example", "anna@notpartner.example", "anna@partner.example.evil.example",
            "anna@[192.0.2.25]",
            "anna", "partner.example", "anna@", "@",
        ]
    )
    func `senders of other domains are not asked`(sender: String) throws {
        #expect(try Site().action(.plaintext.with(["sender": sender])) == "DUNNO")
    }

    @Test func `octets that are no UTF-8 in the local part change nothing`() throws {
        let site = try Site()
        let parts = Request.plaintext.text.split(separator: "anna@", maxSplits: 1).map(String.init)
        try #require(parts.count == 2)
        let octets = Array(parts[0].utf8) + [0xff, 0xc3, 0x28, 0x40] + Array(parts[1].utf8)
        guard case .answerRecorded(let record, _, _) = try site.decider.decide(octets.span) else {
            Issue.record("let through")
            return
        }
        #expect(record.sender == "\u{fffd}\u{fffd}(@partner.example")
    }

    @Test func `a partner that is known by its hosts is asked whoever the sender is`() throws {
        let site = try Site([
            "partner": """
            partner: Partner AG
            domains: [partner.example]
            identify-by: [client]
            inbound:
              level: encrypt
              clients: ["mailout.partner.example", "198.51.100.0/24"]
              on-violation: reject
            """
        ])
        #expect(try site.action(.unrelated).hasPrefix("550 "))
        let byAddress = Request.unrelated.with(["client_name": "unknown", "client_address": "198.51.100.77"])
        #expect(try site.action(byAddress).hasPrefix("550 "))
        #expect(try site.action(.plaintext.with(["client_name": "unknown"])) == "DUNNO")
        // Anybody can write a reverse name; Postfix has verified client_name alone.
        let reverse = Request.unrelated.with([
            "client_name": "unknown", "reverse_client_name": "mailout.partner.example",
        ])
        #expect(try site.action(reverse) == "DUNNO")
    }

    @Test func `of two agreements the stricter answer is carried out`() throws {
        let site = try Site([
            "partner": Site.partner(onViolation: "hold"),
            "ours": """
            partner: Other AG
            domains: [other.example]
            relay: { level: encrypt, on-violation: reject }
            """,
        ])
        let record = try site.refusal(.plaintext.with(["recipient": "carl@other.example"]))
        #expect(record.agreement == "ours")
        #expect(record.direction == .relay)
        #expect(record.action == .reject)
    }
}
