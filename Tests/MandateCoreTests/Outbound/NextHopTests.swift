import Testing

@testable import MandateCore

@Suite struct NextHopTests {
    @Test(
        arguments: [
            ("mxtls.partner.example", "mxtls.partner.example", nil, false),
            ("MX.partner.example:2525", "MX.partner.example", 2525, false),
            ("[mx.partner.example]", "mx.partner.example", nil, true),
            ("[mx.partner.example]:587", "mx.partner.example", 587, true), ("[192.0.2.1]:26", "192.0.2.1", 26, true),
            ("[mx.partner.example]:submission", "mx.partner.example", 587, true),
            ("mx.partner.example:smtp", "mx.partner.example", 25, false),
            ("[2001:db8::1]", "2001:db8::1", nil, true), ("[IPv6:2001:db8::1]:25", "IPv6:2001:db8::1", 25, true),
        ] as [(String, String, Int?, Bool)]
    )
    func `brackets mean the host itself, and a port stands behind them`(
        _ text: String,
        _ name: String,
        _ port: Int?,
        _ isDirect: Bool
    ) {
        let hop = NextHop(text)
        #expect(hop.name == name)
        #expect(hop.portNumber == port)
        #expect(hop.isDirect == isDirect)
    }

    @Test(arguments: ["mx.example:0", "mx.example:65536", "mx.example:-1", "mx.example:+25", "mx.example:", "[mx]:x"])
    func `a port that is no number has none`(_ text: String) {
        let hop = NextHop(text)
        #expect(hop.port != nil)
        #expect(hop.portNumber == nil)
    }

    @Test(arguments: ["", ":25", "[mx.example", "[mx.example]25"])
    func `what is no next hop is a name as a whole`(_ text: String) {
        let hop = NextHop(text)
        #expect(hop.name == text)
        #expect(hop.port == nil)
        #expect(!hop.isDirect)
    }

    @Test func `an IPv6 address may be marked as one`() {
        #expect(NextHop("[IPv6:2001:DB8::1]:25").host == "2001:db8::1")
        #expect(NextHop("[2001:db8::1]").host == "2001:db8::1")
        #expect(NextHop("[MX.example]").host == "mx.example")
    }

    @Test(arguments: ["[]", "[]:25"]) func `brackets around nothing are no name`(_ text: String) {
        #expect(NextHop(text).name.isEmpty)
    }
}
