/// A network in CIDR notation (RFC 4632), or a single address.
package struct IPNetwork: Hashable, Sendable {
    /// The network's address; bits behind the prefix are zero.
    package let address: IPAddress

    /// The length of the prefix in bits of the IPv6 form: 96 more than an IPv4 prefix, 128 for one address.
    package let prefixLength: Int

    /// Why a text is no network.
    package enum ParseError: Error, Equatable {
        /// It is not an address, or the prefix is not a number that fits.
        case malformed
        /// Bits are set behind the prefix; the network that was probably meant is given.
        case hostBitsSet(meant: String)
    }

    /// Reads `192.0.2.0/24`, `2001:db8::/32` or a single address.
    package init(_ text: String) throws(ParseError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { throw .malformed }
        let width = address.isVersion4 && !parts[0].utf8.contains(UInt8(ascii: ":")) ? 32 : 128
        var length = width
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...width).contains(given),
                parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 })
            else { throw .malformed }
            length = given
        }
        prefixLength = 128 - width + length
        self.address = address.masked(to: prefixLength)
        if self.address != address {
            throw .hostBitsSet(meant: "\(self.address.text(dotted: width == 32))/\(length)")
        }
    }

    /// Whether the network holds an address.
    package func contains(_ other: IPAddress) -> Bool { other.masked(to: prefixLength) == address }

    /// Whether it holds every address of IPv4, or of IPv6 as well.
    package var isEverybody: Bool { prefixLength <= 96 && contains(IPAddress(bits: 0xffff_0000_0000)) }
}

extension IPAddress {
    /// The address with all bits behind a prefix (of the 128-bit form) cleared.
    package func masked(to prefixLength: Int) -> IPAddress {
        prefixLength == 0 ? IPAddress(bits: 0) : IPAddress(bits: bits & (UInt128.max << (128 - prefixLength)))
    }

    /// The address as text: dotted decimal, or eight groups of hexadecimal digits.
    func text(dotted: Bool) -> String {
        if dotted {
            return [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> $0)) }.joined(separator: ".")
        }
        return stride(from: 112, through: 0, by: -16)
            .map { String(UInt16(truncatingIfNeeded: bits >> $0), radix: 16) }.joined(separator: ":")
    }
}
