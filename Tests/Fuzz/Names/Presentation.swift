import Glibc

/// What inet_pton(3) makes of an address: RFC 4291, section 2.2, and dotted decimals.
enum Presentation {
    /// All 128 bits, of IPv4 as `::ffff:a.b.c.d`; nil where it is none.
    static func bits(_ octets: [UInt8]) -> UInt128? {
        // A C string ends at a NUL.
        guard !octets.contains(0) else { return nil }
        let text = octets + [0]
        var address = in6_addr()
        var address4 = in_addr()
        return text.withUnsafeBufferPointer { text -> UInt128? in
            text.withMemoryRebound(to: CChar.self) { text -> UInt128? in
                guard let start = text.baseAddress else { return nil }
                if inet_pton(AF_INET, start, &address4) == 1 {
                    return 0xffff_0000_0000 | UInt128(UInt32(bigEndian: address4.s_addr))
                }
                guard inet_pton(AF_INET6, start, &address) == 1 else { return nil }
                return withUnsafeBytes(of: &address) { $0.reduce(0) { $0 << 8 | UInt128($1) } }
            }
        }
    }
}
