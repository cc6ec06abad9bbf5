import MandateCore
import RegisterFiles
import Testing

@Suite
struct AgreementReadingTests {
    private func load(_ text: String) throws -> Agreement {
        try ScratchFolder(agreement: text).report().agreement("partner")
    }

    @Test
    func `what is not written has its default`() throws {
        let agreement = try load(
            "partner: Partner AG\ninbound:\n  level: encrypt\noutbound:\n  level: encrypt\nours: {}\n"
        )
        #expect(agreement.reference == nil)
        #expect(agreement.contacts.isEmpty)
        #expect(agreement.mode == .enforce)
        #expect(agreement.validity == Validity())
        #expect(agreement.domains.isEmpty)
        #expect(agreement.appliesTo == .all)
        #expect(!agreement.endToEndExempt)
        #expect(agreement.gateways.isEmpty)
        #expect(agreement.identifyBy == [.sender])
        #expect(agreement.relay == nil)
        let inbound = try #require(agreement.inbound)
        #expect(inbound.mode == .enforce)
        #expect(inbound.minimumProtocol == .tls12)
        #expect(inbound.minimumBits == 128)
        #expect(inbound.response == .defer)
        let outbound = try #require(agreement.outbound)
        #expect(outbound.match.isEmpty)
        #expect(outbound.trustAnchors == nil)
        #expect(outbound.route == nil)
        #expect(outbound.gateway.minimumProtocol == .tls12)
        #expect(outbound.gateway.minimumBits == 128)
        let ours = try #require(agreement.ours)
        #expect(ours.name == .any)
        #expect(ours.validation == .any)
    }

    @Test
    func `a gateway is a name or an address, with or without a port`() throws {
        let agreement = try load(
            """
            partner: Partner AG
            domains: [partner.example]
            gateways: [MX.partner.example, "mx.partner.example:2525", "192.0.2.1:26", "[192.0.2.2]", "[2001:db8::1]:25"]
            """
        )
        #expect(
            agreement.gateways == [
                .init(host: "mx.partner.example", port: 25), .init(host: "mx.partner.example", port: 2525),
                .init(host: "192.0.2.1", port: 26), .init(host: "192.0.2.2", port: 25),
                .init(host: "2001:db8::1", port: 25),
            ]
        )
    }

    @Test
    func `off and none are words`() throws {
        let agreement = try load(
            """
            partner: Partner AG
            domains: [partner.example]
            inbound: { mode: off, level: encrypt }
            outbound: { level: none }
            """
        )
        #expect(agreement.inbound?.mode == .off)
        #expect(agreement.demands(.inbound) == nil)
        #expect(agreement.outbound?.level == SecurityLevel.none)
    }

    @Test
    func `a section's mode stands before the agreement's`() throws {
        let agreement = try load(
            """
            partner: Partner AG
            mode: testing
            inbound: { mode: enforce, level: encrypt }
            relay: { level: encrypt }
            outbound: { mode: off, level: encrypt }
            """
        )
        #expect(agreement.inbound?.mode == .enforce)
        #expect(agreement.relay?.mode == .testing)
        #expect(agreement.outbound?.mode == .off)
    }

    @Test
    func `the agreement's off ends all`() throws {
        let agreement = try load("partner: Partner AG\nmode: off\ninbound: { mode: enforce, level: encrypt }\n")
        #expect(agreement.demands(.inbound) == nil)
    }

    @Test
    func `block, flow and aliases say the same`() throws {
        let texts = try ["flow-style", "anchors-and-aliases"].map { name in
            try Report(of: CaseFolder("diagnostics/\(name)").path).agreement("partner")
        }
        for agreement in texts {
            #expect(agreement.partner == "Partner AG")
            #expect(agreement.domains.first?.text == "partner.example")
            #expect(agreement.inbound?.level == .verify)
            #expect(agreement.inbound?.subjects.map(\.text) == ["mail*.partner.example"])
            #expect(agreement.outbound?.level == .secure)
            #expect(agreement.outbound?.gateway.subjects.map(\.text) == ["mail*.partner.example"])
        }
        #expect(texts.last?.relay?.level == .verify)
        #expect(texts.last?.relay?.minimumBits == 256)
        #expect(texts.last?.outbound?.gateway.minimumBits == 256)
        #expect(texts.last?.outbound?.match == ["partner.example"])
    }

    @Test(arguments: [
        ("TÜV Rheinland", "TUV Rheinland"), ("Müller & Söhne", "Muller & Sohne"), ("Straßenbau", "Strassenbau"),
        ("Łódź", "Lodz"), ("“Partner” – AG", "\"Partner\" - AG"), ("Partner 😀", "Partner ?"),
    ])
    func `in replies a partner's name is in ASCII`(name: String, expected: String) throws {
        let agreement = try load("partner: \(name)\nrelay: { level: encrypt }\n")
        #expect(agreement.partner == name)
        #expect(agreement.replyName == expected)
    }

    @Test(arguments: ["müller.example", "MÜLLER.EXAMPLE", "mu\u{308}ller.example", "xn--mller-kva.example"])
    func `a name in Unicode and its A-label are one domain`(written: String) throws {
        let report = try ScratchFolder(
            agreement: "partner: Müller\ndomains: [\(written)]\nrelay: { level: encrypt }\n"
        ).report()
        #expect(try report.agreementName(ofDomain: "müller.example") == "partner")
        #expect(try report.agreementName(ofDomain: "xn--mller-kva.example") == "partner")
        #expect(try report.agreementName(ofDomain: "muller.example") == nil)
    }

    @Test(arguments: ["ab--cd.partner.example", "☕.partner.example", "-.partner.example", "a_b.partner.example"])
    func `a name that IDNA refuses does not escape the pattern above it`(domain: String) throws {
        let report = try ScratchFolder(
            agreement: "partner: Partner AG\ndomains: [\"*.partner.example\"]\nrelay: { level: encrypt }\n"
        ).report()
        #expect(try report.agreementName(ofDomain: domain) == "partner")
    }

    @Test
    func `a NUL in a domain is refused`() throws {
        let report = try ScratchFolder(
            agreement: "partner: Partner AG\ndomains: [\"b\\u00fcro\\0.example\"]\nrelay: { level: encrypt }\n"
        ).report()
        #expect(report.result.errors.map { "\($0.line):\($0.column)" } == ["2:11"])
    }

    @Test
    func `a successor takes over on the day on which it begins`() throws {
        let report = try Report(of: CaseFolder("diagnostics/successor-of-an-agreement").path)
        let names = try ["2023-12-31", "2024-01-01", "2026-12-31", "2027-01-01", "2099-01-01"].map {
            try report.agreementName(ofDomain: "partner.example", on: $0)
        }
        #expect(names == [nil, "partner-2024", "partner-2024", "partner-2027", "partner-2027"])
    }

    @Test
    func `an agreement stays in force after its end`() throws {
        let report = try ScratchFolder(
            agreement: """
                partner: Partner AG
                domains: [partner.example]
                valid: { until: 2026-06-30 }
                relay: { level: encrypt }
                """
        ).report()
        #expect(try report.agreementName(ofDomain: "partner.example", on: "2030-01-01") == "partner")
    }

    @Test
    func `a pin may have colons and any case`() throws {
        let agreement = try load(
            """
            partner: Partner AG
            inbound:
              level: fingerprint
              certificate:
                fingerprints: ["SHA256:\(String(repeating: "aB", count: 32))", "sha256:\(Self.colons)"]
            """
        )
        #expect(agreement.inbound?.fingerprints.map(\.text) == [Self.colons])
    }

    private static let colons = Array(repeating: "AB", count: 32).joined(separator: ":")

    @Test
    func `hosts and networks among the clients are told apart`() throws {
        let agreement = try load(
            """
            partner: Partner AG
            identify-by: [client]
            inbound:
              level: encrypt
              clients: [mailout.partner.example, "*.out.partner.example", 192.0.2.1, 192.0.2.0/24, "2001:db8::/32"]
            """
        )
        func name(_ text: String, below: Bool) -> Agreement.Client {
            .name(DomainPattern(name: DomainName(text, convert: IDNA.aLabel), below: below))
        }
        #expect(
            try agreement.clients == [
                name("mailout.partner.example", below: false), name("out.partner.example", below: true),
                .network(IPNetwork("192.0.2.1")), .network(IPNetwork("192.0.2.0/24")),
                .network(IPNetwork("2001:db8::/32")),
            ]
        )
    }

    @Test
    func `a filter keeps its destination as it is written`() throws {
        let agreement = try load(
            """
            partner: Partner AG
            relay:
              level: encrypt
              on-violation: "filter smtp:[pgp-gateway.example.com]:10026"
            """
        )
        #expect(agreement.relay?.response == .filter("smtp:[pgp-gateway.example.com]:10026"))
    }

    @Test
    func `a gateway without a port has SMTP's`() throws {
        let agreement = try load(
            "partner: Partner AG\ngateways: [MAIL.partner.example, 192.0.2.1, \"b.example:2525\"]\n"
        )
        #expect(agreement.gateways.map(\.host) == ["mail.partner.example", "192.0.2.1", "b.example"])
        #expect(agreement.gateways.map(\.port) == [25, 25, 2525])
    }
}
