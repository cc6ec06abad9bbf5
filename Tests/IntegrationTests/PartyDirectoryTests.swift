import MailServerLog
import MandateCore
import Testing

@testable import tlsmandate

/// Whose agreement a line of the mail log concerns.
@Suite struct PartyDirectoryTests {
    private func partner(at gateway: String, route: String) throws -> String? {
        let agreement = Agreement(
            name: "partner",
            file: "partner.yaml",
            partner: "Partner AG",
            replyName: "Partner AG",
            outbound: DeliveryDemands(level: .encrypt, route: route)
        )
        let configuration = Configuration(
            organisation: Organisation(name: "Example GmbH", domains: [], contact: "postmaster@example.com")
        )
        var builder = Register.Builder(configuration: configuration) { _ in nil }
        _ = builder.add(agreement)
        let day = try #require(Day("2026-07-01"))
        let directory = PartyDirectory(register: builder.build(digest: ""), day: day)
        return directory.party(.gateway(Peer(name: gateway, address: "192.0.2.1")))?.agreement
    }

    @Test(
        arguments: [
            "smtp:[mx1.partner.example]:25", "smtp:mx1.partner.example:25", "smtp:[MX1.partner.example]",
            "smtp:[other.example]:25,[mx1.partner.example]:25",
        ]
    )
    func `a gateway that a route leads to is the partner's, whichever of its next hops it is`(route: String) throws {
        #expect(try partner(at: "mx1.partner.example", route: route) == "partner")
        #expect(try partner(at: "mx2.partner.example", route: route) == nil)
    }

    @Test func `an address as next hop is known by the address`() throws {
        #expect(try partner(at: "unknown", route: "smtp:[192.0.2.1]") == "partner")
    }

    @Test func `a gateway of an agreement that has gone over to another is the other's`() throws {
        func agreement(_ name: String, _ validity: Validity) -> Agreement {
            let gateway = Agreement.Gateway(host: "mx.partner.example", port: 25)
            return Agreement(
                name: name,
                file: name + ".yaml",
                partner: "Partner AG",
                replyName: "Partner AG",
                validity: validity,
                gateways: [gateway]
            )
        }
        let configuration = Configuration(
            organisation: Organisation(name: "Example GmbH", domains: [], contact: "postmaster@example.com")
        )
        var builder = Register.Builder(configuration: configuration) { _ in nil }
        for (name, validity) in [
            ("new", Validity(from: Day("2026-04-01"))), ("old", Validity(until: Day("2026-03-31"))),
        ] {
            let index = builder.add(agreement(name, validity))
            #expect(builder.claim("partner.example".utf8.span, below: false, for: index) == nil)
        }
        let register = builder.build(digest: "")
        for (day, name) in [("2026-03-31", "old"), ("2026-04-01", "new")] {
            let directory = PartyDirectory(register: register, day: try #require(Day(day)))
            let peer = Peer(name: "mx.partner.example", address: "192.0.2.1")
            #expect(directory.party(.gateway(peer))?.agreement == name)
        }
    }
}
