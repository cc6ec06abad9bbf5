/// Netstrings (https://cr.yp.to/proto/netstrings.txt), as Postfix's socketmap client speaks them (src/util/netstring.c):
/// `LENGTH:OCTETS,`, the length in decimal without a sign or leading zeros.
package enum Netstring {
    /// Why octets are no netstring.
    package enum Malformed: Error, Equatable, CustomStringConvertible {
        case noLength
        case leadingZero
        case tooLarge
        case noComma

        package var description: String {
            switch self {
            case .noLength: "it does not begin with a length and a colon"
            case .leadingZero: "the length begins with a zero"
            case .tooLarge: "the length is over the limit of \(SocketmapLimits.requestSize) octets"
            case .noComma: "no comma ends it"
            }
        }
    }

    /// Where the first netstring's octets stand, and where it ends.
    package struct Place: Equatable {
        package let content: Range<Int>
        /// The octets with length, colon and comma.
        package let length: Int
    }

    /// Finds the first netstring.
    ///
    /// - Parameter most: The largest length that is taken.
    /// - Returns: nil where it is not complete.
    package static func find(in octets: Span<UInt8>, most: Int) throws(Malformed) -> Place? {
        var length = 0
        var position = 0
        while position < octets.count, octets[position] != UInt8(ascii: ":") {
            let digit = octets[position] &- 0x30
            guard digit < 10 else { throw .noLength }
            guard position == 0 || octets[0] != 0x30 else { throw .leadingZero }
            length = length * 10 + Int(digit)
            guard length <= most else { throw .tooLarge }
            position += 1
        }
        guard position < octets.count else { return nil }
        guard position > 0 else { throw .noLength }
        let start = position + 1
        guard octets.count > start + length else { return nil }
        guard octets[start + length] == UInt8(ascii: ",") else { throw .noComma }
        return Place(content: start..<start + length, length: start + length + 1)
    }

    /// Octets as a netstring.
    package static func encode(_ octets: some Collection<UInt8>) -> [UInt8] {
        Array("\(octets.count):".utf8) + octets + [UInt8(ascii: ",")]
    }
}
