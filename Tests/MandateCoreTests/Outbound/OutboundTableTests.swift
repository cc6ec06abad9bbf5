import MandateCore
import Testing

@Suite
struct OutboundTableTests {
    private static let agreements: [(String, [String], String, Mode, Validity)] = {
        let always = Validity()
        return [
            ("exact", ["partner.example"], "level=encrypt", .enforce, always),
            ("idna", ["müller.example"], "level=encrypt", .enforce, always),
            ("below", ["*.below.example"], "level=secure", .enforce, always),
            ("other", ["other.below.example"], "level=encrypt bits=256", .enforce, always),
            ("off-below", ["off.below.example"], "level=encrypt", .off, always),
            (
                "testing", ["testing.example"], "mode=testing level=encrypt route=smtp:[testing.route.example]",
                .testing, always
            ),
            ("off", ["off.example"], "level=encrypt", .off, always),
            ("section-testing", ["section-testing.example"], "mode=testing level=encrypt", .enforce, always),
            ("section-enforced", ["section-enforced.example"], "level=encrypt", .testing, always),
            ("future", ["future.example"], "level=encrypt", .enforce, Validity(from: Day("2026-06-02"))),
            ("ended", ["ended.example"], "level=encrypt", .enforce, Validity(until: Day("2020-01-01"))),
            ("none", ["none.example"], "level=none", .enforce, always),
            ("routed", ["routed.example"], "level=secure route=smtp:mx.routed.example", .enforce, always),
            ("bracketed", ["bracketed.example"], "level=secure route=smtp:[Gateway.example]:10025", .enforce, always),
            ("address", ["address.example"], "level=encrypt route=smtp:[192.0.2.1]:2525", .enforce, always),
            ("address6", ["address6.example"], "level=encrypt route=smtp:[IPv6:2001:db8::1]:25", .enforce, always),
            (
                "several", ["*.several.example"], "level=encrypt route=relay:[one.example],[two.example]:26", .enforce,
                always
            ),
        ]
    }()

    private static func table(on day: String = "2026-06-01", for version: PostfixVersion = .assumed) throws
        -> OutboundTable
    {
        let written = try agreements.map { name, domains, words, mode, validity in
            Agreement.test(
                name,
                mode: mode,
                validity: validity,
                domains: domains,
                outbound: try DeliveryDemands.words(words).demands
            )
        }
        let inbound = Agreement.test(
            "inbound",
            domains: ["inbound-only.example"],
            inbound: SessionDemands(level: .encrypt)
        )
        let register = try TestRegister.make(written + [inbound])
        return OutboundTable(register: register, on: try #require(Day(day)), for: version)
    }

    @Test(arguments: try CaseTable.rows("next-hops", columns: 2))
    func `a next hop has the policy of its agreement`(row: CaseTable.Row) throws {
        #expect(try Self.table().tlsPolicy(forKey: row[0])?.agreement.name ?? "" == row[1])
    }

    @Test(arguments: try CaseTable.rows("transports", columns: 2))
    func `a recipient has the route of the agreement`(row: CaseTable.Row) throws {
        #expect(try Self.table().transport(forKey: row[0])?.route?.text ?? "" == row[1])
    }

    @Test
    func `keys longer than any name are nobody's`() throws {
        let table = try Self.table()
        for length in [254, 255, 256, 300, 10_000, 100_000] {
            #expect(table.tlsPolicy(forKey: String(repeating: "a", count: length)) == nil)
            #expect(table.tlsPolicy(forKey: "[" + String(repeating: "a.", count: length) + "]:25") == nil)
            #expect(table.transport(forKey: "x@" + String(repeating: "a.", count: length)) == nil)
            #expect(table.tlsPolicy(forKey: String(repeating: ":", count: length)) == nil)
        }
        let long = String(repeating: "a", count: 10_000)
        #expect(table.tlsPolicy(forKey: long + ".below.example")?.agreement.name == "below")
    }

    @Test
    func `an agreement that begins on the day answers from then on`() throws {
        #expect(try Self.table(on: "2026-06-02").tlsPolicy(forKey: "future.example")?.agreement.name == "future")
    }

    @Test
    func `level none is answered none`() throws {
        #expect(try Self.table().tlsPolicy(forKey: "none.example")?.value == "none")
    }

    @Test
    func `entries stand in the order of the agreements and know their place`() throws {
        let table = try Self.table()
        #expect(table.entries.map(\.position) == Array(table.entries.indices))
        #expect(!table.entries.contains { $0.value.isEmpty })
        #expect(table.entries.map(\.agreement.name).contains("future") == false)
    }

    @Test
    func `values are in the syntax of the version`() throws {
        let value = try Self.table(for: PostfixVersion(3, 5)).tlsPolicy(forKey: "partner.example")?.value
        #expect(value?.hasPrefix("encrypt protocols=!SSLv2:!SSLv3:!TLSv1:!TLSv1.1 ") == true)
    }

    @Test
    func `of two agreements with one next hop that follow each other the later counts`() throws {
        let first = Agreement.test(
            "first",
            validity: Validity(until: Day("2026-05-31")),
            domains: ["partner.example"],
            outbound: try DeliveryDemands.words("level=encrypt route=smtp:mx.partner.example").demands
        )
        let second = Agreement.test(
            "second",
            validity: Validity(from: Day("2026-06-01")),
            domains: ["partner.example"],
            outbound: try DeliveryDemands.words("level=secure route=smtp:mx.partner.example").demands
        )
        for order in [[first, second], [second, first]] {
            let register = try TestRegister.make(order)
            for (day, name) in [("2026-05-31", "first"), ("2026-06-01", "second")] {
                let table = OutboundTable(register: register, on: try #require(Day(day)))
                #expect(table.tlsPolicy(forKey: "mx.partner.example")?.agreement.name == name)
                #expect(table.tlsPolicy(forKey: "partner.example")?.agreement.name == name)
            }
        }
    }

    @Test
    func `each part of a value knows what it comes from`() throws {
        let (demands, _) = try DeliveryDemands.words("level=secure subjects=mx.a.example bits=256 anchors=/ca.pem")
        let register = try TestRegister.make([.test("a", domains: ["a.example"], outbound: demands)])
        let table = OutboundTable(register: register, on: Day(daysSinceEpoch: 0))
        let entry = try #require(table.entries.first)
        let parts = entry.parts(for: table.version)
        #expect(parts.map(\.text).joined(separator: " ") == entry.value)
        #expect(
            parts.map(\.demands) == [
                [.level], [.minimumProtocol, .minimumBits, .excludeCiphers], [.minimumBits],
                [.minimumBits, .excludeCiphers], [.trustAnchors], [.subjects], [],
            ]
        )
    }

    @Test
    func `the next hops of all routes are listed`() throws {
        #expect(
            try Self.table().routedNextHops.map(\.nextHop) == [
                "[192.0.2.1]:2525", "[gateway.example]:10025", "[ipv6:2001:db8::1]:25", "[one.example]",
                "[two.example]:26", "mx.routed.example",
            ]
        )
    }
}
