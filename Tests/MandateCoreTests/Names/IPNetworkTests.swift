import MandateCore
import Testing

struct IPNetworkTests {
    @Test(arguments: try CaseTable.rows("networks", columns: 2))
    func `a text is a network, or it is said what is wrong with it`(row: CaseTable.Row) {
        #expect(Self.read(row[0]) == row[1])
    }

    @Test(arguments: try CaseTable.rows("network-members", columns: 3))
    func `a network holds the addresses that share its prefix`(row: CaseTable.Row) throws {
        let network = try IPNetwork(row[0])
        let address = try #require(IPAddress(row[1]))
        #expect(network.contains(address) == (row[2] == "inside"))
    }

    @Test(arguments: 0...32)
    func `a prefix of IPv4 ends where it says`(length: Int) throws {
        let network = try IPNetwork("0.0.0.0/\(length)")
        let last = IPAddress(bits: 0xffff_0000_0000 | (UInt128(1) << (32 - length) - 1))
        #expect(network.contains(last))
        #expect(!network.contains(IPAddress(bits: last.bits + 1)))
    }

    private static func read(_ text: String) -> String {
        do {
            return try IPNetwork(text).prefixLength.description
        } catch IPNetwork.ParseError.hostBitsSet(let meant) {
            return "probably \(meant)"
        } catch {
            return "malformed"
        }
    }
}
