import MessageContent
import Testing

struct FromAddressesTests {
    @Test func `of several fields all addresses count`() {
        var from = FromAddresses()
        from.take("Anna <anna@partner.example>".utf8.span)
        from.take("berta@example.com, carla@elsewhere.example".utf8.span)
        #expect(from.addresses == ["anna@partner.example", "berta@example.com", "carla@elsewhere.example"])
        #expect(!from.areUnreadable)
    }

    @Test func `one field that cannot be read makes all unreadable, whatever follows`() {
        var from = FromAddresses()
        from.take("anna@partner.example".utf8.span)
        from.take((String(repeating: "a:", count: 300) + "berta@example.com").utf8.span)
        from.take("carla@elsewhere.example".utf8.span)
        #expect(from.addresses.isEmpty)
        #expect(from.areUnreadable)
    }

    @Test(arguments: [(500, false), (501, true)])
    func `a message may have 500 addresses in its From fields`(count: Int, areUnreadable: Bool) {
        var from = FromAddresses()
        for number in 0..<count { from.take("a\(number)@partner.example".utf8.span) }
        #expect(from.areUnreadable == areUnreadable)
        #expect(from.addresses.count == (areUnreadable ? 0 : count))
    }
}
