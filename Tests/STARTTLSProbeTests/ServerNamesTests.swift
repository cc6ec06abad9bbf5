import STARTTLSProbe
import Testing

/// As OpenSSL compares for Postfix.
@Suite struct ServerNamesTests {
    private func matches(_ name: String, _ pattern: String) -> Bool {
        ServerNames([pattern], nexthop: "partner.example", hostname: "mx1.partner.example").match([name]) != nil
    }

    @Test(arguments: [
        ("mx1.partner.example", "hostname", true), ("MX1.Partner.Example", "hostname", true),
        ("mx2.partner.example", "hostname", false), ("*.partner.example", "hostname", true),
        ("*.example", "hostname", false), ("*.mx1.partner.example", "hostname", false),
        ("mx*.partner.example", "hostname", false),
        ("*", "hostname", false), ("*.", "hostname", false), ("", "hostname", false),
        ("partner.example", "nexthop", true), ("mx1.partner.example", "nexthop", false),
        ("mx1.partner.example", "dot-nexthop", true), ("partner.example", "dot-nexthop", false),
        ("evilpartner.example", "dot-nexthop", false), ("a.b.partner.example", ".partner.example", true),
        ("*.partner.example", ".partner.example", true), ("mx9.other.example", "mx9.other.example", true),
        ("mx1.partner.example\u{0}.evil.example", "hostname", false),
        ("evil\u{0}.partner.example", "dot-nexthop", false), ("\u{212A}.partner.example", "k.partner.example", false),
    ])
    func `a name matches as Postfix would have it`(_ name: String, _ pattern: String, _ expected: Bool) {
        #expect(matches(name, pattern) == expected)
    }
}
