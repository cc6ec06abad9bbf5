import Glibc
import MandateCore
import TestSupport
import Testing

/// The oracle is the system's inet_pton: Postfix and Sendmail write addresses that it reads.
struct IPAddressTests {
    @Test(arguments: try CaseTable.rows("addresses", columns: 2))
    func `a text is an address exactly where the system says so, and the same one`(row: CaseTable.Row) {
        let address = IPAddress(row[0])
        #expect(address?.bits == Self.system(row[0]))
        #expect((address != nil) == (row[1] == "address"))
    }

    @Test func `100,000 random texts are read as the system reads them`() {
        var generator = SeededGenerator(seed: 4291)
        var valid = 0
        for _ in 0..<100_000 {
            let text = Self.randomText(&generator)
            let expected = Self.system(text)
            #expect(IPAddress(text)?.bits == expected, "\(text)")
            if expected != nil { valid += 1 }
        }
        #expect(valid > 1000)
    }

    @Test func `an IPv4 address equals its form in IPv6`() {
        #expect(IPAddress("192.0.2.1") == IPAddress("::ffff:192.0.2.1"))
        #expect(IPAddress("192.0.2.1")?.isVersion4 == true)
        #expect(IPAddress("::192.0.2.1")?.isVersion4 == false)
        #expect(IPAddress("192.0.2.1") != IPAddress("::192.0.2.1"))
    }

    @Test func `a text of 100,000 digits is no address`() {
        #expect(IPAddress(String(repeating: "1", count: 100_000)) == nil)
        #expect(IPAddress("::" + String(repeating: "f", count: 100_000)) == nil)
        #expect(IPAddress("1.2.3." + String(repeating: "0", count: 100_000)) == nil)
    }

    /// Groups, dots and colons as addresses have them, and now and then something that they do not have.
    private static func randomText(_ generator: inout SeededGenerator) -> String {
        let parts = ["0", "1", "ff", "db8", "2001", "ABCD", "255", "256", "01", "12345", "", "%", "::", "192.0.2.1"]
        let separator = Bool.random(using: &generator) ? ":" : "."
        let count = Int.random(in: 1...9, using: &generator)
        let groups = (0..<count).map { _ in
            let part = parts[Int.random(in: 0..<parts.count, using: &generator)]
            return Bool.random(using: &generator) ? part : String(UInt8.random(in: 0...255, using: &generator))
        }
        var text = groups.joined(separator: separator)
        if separator == ":", Bool.random(using: &generator) { text += "::" }
        return text
    }

    private static func system(_ text: String) -> UInt128? {
        var version4 = in_addr()
        if inet_pton(AF_INET, text, &version4) == 1 {
            return 0xffff_0000_0000 | UInt128(UInt32(bigEndian: version4.s_addr))
        }
        var version6 = in6_addr()
        guard inet_pton(AF_INET6, text, &version6) == 1 else { return nil }
        return withUnsafeBytes(of: version6) { $0.reduce(0) { $0 << 8 | UInt128($1) } }
    }
}
