import MandateCore
import Testing

struct NetworkIndexTests {
    @Test(
        arguments: [
            ("192.0.2.7", 4), ("192.0.2.8", 3), ("192.0.3.1", 2), ("198.51.100.1", 1), ("::ffff:192.0.2.7", 4),
            ("2001:db8::1", 6), ("2001:db8:1::1", 5), ("2001:db9::1", nil),
        ] as [(String, Int32?)]
    )
    func `the longest prefix that holds an address is found`(text: String, agreement: Int32?) throws {
        let index = try Self.index()
        let address = try #require(IPAddress(text))
        #expect(index.first(claiming: address) { $0.first } == agreement)
    }

    @Test func `where a claim is not accepted, the next shorter prefix is asked`() throws {
        let index = try Self.index()
        let address = try #require(IPAddress("192.0.2.7"))
        #expect(index.first(claiming: address) { $0.contains(4) ? nil : $0.first } == 3)
        #expect(index.first(claiming: address) { _ in nil as Int32? } == nil)
    }

    @Test func `who claims a network is told of those before`() throws {
        var index = NetworkIndex()
        #expect(index.insert(try IPNetwork("192.0.2.0/24"), agreement: 1) == [])
        #expect(index.insert(try IPNetwork("192.0.2.0/25"), agreement: 2) == [])
        #expect(index.insert(try IPNetwork("::ffff:192.0.2.0/120"), agreement: 3) == [1])
    }

    private static func index() throws -> NetworkIndex {
        var index = NetworkIndex()
        #expect(index.isEmpty)
        let networks = ["0.0.0.0/0", "192.0.0.0/16", "192.0.2.0/24", "192.0.2.7", "2001:db8::/32", "2001:db8::1"]
        for (position, network) in networks.enumerated() {
            index.insert(try IPNetwork(network), agreement: Int32(position + 1))
        }
        #expect(!index.isEmpty)
        return index
    }
}
