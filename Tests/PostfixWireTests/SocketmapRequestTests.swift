import PostfixWire
import Testing

struct SocketmapRequestTests {
    @Test(
        arguments: [
            ("tls-policy partner.example", "tls-policy", "partner.example"), ("transport a b", "transport", "a b"),
            ("tls-policy ", "tls-policy", ""), (" x", "", "x"),
        ]
    )
    func `a request is a map's name, a blank and a key`(text: String, map: String, key: String) throws {
        let octets = Array(text.utf8)
        let request = SocketmapRequest(parsing: octets.span)
        #expect(String(decoding: octets[request.map], as: UTF8.self) == map)
        #expect(String(decoding: octets[try #require(request.key)], as: UTF8.self) == key)
    }

    @Test(arguments: ["", "tls-policy"])
    func `without a blank there is no key`(text: String) {
        #expect(SocketmapRequest(parsing: Array(text.utf8).span).key == nil)
    }
}
