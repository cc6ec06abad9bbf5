import PostfixWire
import Testing

struct NetstringTests {
    private static func content(_ text: String, most: Int = 100) throws -> String? {
        let octets = Array(text.utf8)
        return try Netstring.find(in: octets.span, most: most).map {
            String(decoding: octets[$0.content], as: UTF8.self)
        }
    }

    @Test(arguments: [("5:hello,", "hello"), ("0:,", ""), ("3:a,b,", "a,b"), ("12:tls-policy a,rest", "tls-policy a")])
    func `a netstring is read, whatever comes behind it`(text: String, content: String) throws {
        #expect(try Self.content(text) == content)
    }

    @Test func `a netstring is found only when its last octet is there`() throws {
        let text = "12:tls-policy a,"
        for length in 0..<text.utf8.count {
            #expect(try Self.content(String(text.prefix(length))) == nil, "\(length)")
        }
        #expect(try Self.content(text) == "tls-policy a")
    }

    @Test(
        arguments: [
            ("05:hello,", Netstring.Malformed.leadingZero), ("00:,", .leadingZero), ("-1:a,", .noLength),
            ("+1:a,", .noLength), (" 1:a,", .noLength), (":a,", .noLength), ("a", .noLength), ("1x:a,", .noLength),
            ("101:", .tooLarge), ("99999999999999999999999999:", .tooLarge), ("3:abcd", .noComma), ("0:x", .noComma),
        ]
    )
    func `what is no netstring is refused as soon as it shows`(text: String, error: Netstring.Malformed) {
        #expect(throws: error) { try Self.content(text) }
    }

    @Test(arguments: ["", "a", "tls-policy partner.example"])
    func `what is encoded is found again`(text: String) throws {
        let octets = Netstring.encode(Array(text.utf8))
        let place = try #require(try Netstring.find(in: octets.span, most: 100))
        #expect(String(decoding: octets[place.content], as: UTF8.self) == text)
        #expect(place.length == octets.count)
    }

    @Test func `random octets are read to an end`() {
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            let octets = (0..<12).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Array("0123456789:,-a ".utf8)[Int(state >> 33) % 15]
            }
            if let place = try? Netstring.find(in: octets.span, most: 100) {
                #expect(place.length <= octets.count)
                #expect(octets[place.length - 1] == UInt8(ascii: ","))
            }
        }
    }
}
