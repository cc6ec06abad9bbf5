import Testing

@testable import STARTTLSProbe

@Suite struct RouteHopTests {
    @Test(
        arguments: [
            ("mxtls.partner.example", "mxtls.partner.example", nil, false),
            ("MX.partner.example:2525", "mx.partner.example", 2525, false),
            ("[mx.partner.example]", "mx.partner.example", nil, true),
            ("[mx.partner.example]:587", "mx.partner.example", 587, true), ("[192.0.2.1]:26", "192.0.2.1", 26, true),
            ("[2001:db8::1]", "2001:db8::1", nil, true), ("[IPv6:2001:db8::1]:25", "2001:db8::1", 25, true),
        ] as [(String, String, Int?, Bool)]
    )
    func `brackets mean the host itself, and a port stands behind them`(
        _ text: String,
        _ host: String,
        _ port: Int?,
        _ isDirect: Bool
    ) throws {
        let hop = try #require(RouteHop(text))
        #expect(hop.host == host)
        #expect(hop.port == port)
        #expect(hop.isDirect == isDirect)
    }

    @Test(arguments: ["", "[]", ":25", "[]:25"]) func `a next hop without a host is none`(_ text: String) {
        #expect(RouteHop(text) == nil)
    }
}
