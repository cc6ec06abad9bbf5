/// An IPv4 or IPv6 address, held as IPv6 (IPv4 as `::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2).
package struct IPAddress: Hashable, Sendable {
    /// All 128 bits.
    package let bits: UInt128

    package init(bits: UInt128) { self.bits = bits }

    /// Reads an address in the forms of RFC 4291, section 2.2, or dotted decimal.
    ///
    /// - Parameter text: `192.0.2.1` (four decimals, no leading zeros) or `2001:db8::1` (also with a dotted tail).
    /// - Returns: nil for anything else, a scope (`%eth0`) included.
    package init?(_ text: Span<UInt8>) {
        var hasColon = false
        for index in text.indices where text[index] == UInt8(ascii: ":") {
            hasColon = true
            break
        }
        let parsed =
            hasColon ? Self.version6(text) : Self.version4(text, from: 0).map { 0xffff_0000_0000 | UInt128($0) }
        guard let parsed else { return nil }
        bits = parsed
    }

    /// Reads an address from a string; see ``init(_:)-(Span<UInt8>)``.
    package init?(_ text: String) { self.init(text.utf8.span) }

    /// Whether the address is an IPv4 one.
    package var isVersion4: Bool { bits >> 32 == 0xffff }

    private static func version4(_ text: Span<UInt8>, from start: Int) -> UInt32? {
        var value: UInt32 = 0
        var octets = 0
        var index = start
        while octets < 4 {
            if octets > 0 {
                guard index < text.count, text[index] == UInt8(ascii: ".") else { return nil }
                index += 1
            }
            let first = index
            var octet: UInt32 = 0
            while index < text.count, index - first < 4, case let digit = text[index] &- 0x30, digit < 10 {
                octet = octet * 10 + UInt32(digit)
                index += 1
            }
            guard index > first, octet < 256, index - first == 1 || text[first] != 0x30 else { return nil }
            value = value << 8 | octet
            octets += 1
        }
        return index == text.count ? value : nil
    }

    /// Reads the groups before and after `::`; a dotted tail counts for two groups.
    private static func version6(_ text: Span<UInt8>) -> UInt128? {
        var value: UInt128 = 0
        var groups = 0
        var gap: Int?
        var index = 0
        if text.count >= 2, text[0] == 0x3a {
            guard text[1] == 0x3a else { return nil }
            gap = 0
            index = 2
        }
        while index < text.count {
            let first = index
            var group: UInt128 = 0
            while index < text.count, let digit = text[index].hexadecimalValue {
                group = group << 4 | UInt128(digit)
                index += 1
            }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard groups <= 6, let tail = version4(text, from: first) else { return nil }
                value = value << 32 | UInt128(tail)
                groups += 2
                index = text.count
                break
            }
            guard index > first, index - first <= 4, groups < 8 else { return nil }
            value = value << 16 | group
            groups += 1
            if index == text.count { break }
            guard text[index] == 0x3a, index + 1 < text.count else { return nil }
            index += 1
            if text[index] == 0x3a {
                guard gap == nil else { return nil }
                gap = groups
                index += 1
            }
        }
        guard let gap else { return groups == 8 ? value : nil }
        guard groups < 8 else { return nil }
        let tailBits = 16 * (groups - gap)
        let tail = tailBits == 0 ? 0 : value & (UInt128.max >> (128 - tailBits))
        let head = gap == 0 ? 0 : (value >> tailBits) << (128 - 16 * gap)
        return head | tail
    }
}
