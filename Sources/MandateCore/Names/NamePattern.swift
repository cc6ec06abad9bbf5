/// A pattern for a certificate's name, as a partner's document writes it: `mailin*.audi.de`.
///
/// The whole name is compared, caseless; `*` stands for any run of characters without a dot, the empty one included. This is
/// the agreement's own notation and no certificate wildcard (RFC 9525): it stands here, never in the certificate.
package struct NamePattern: Hashable, Sendable {
    /// The pattern as the agreement writes it.
    package let text: String

    private let pattern: [UInt8]

    package init(_ text: String) {
        self.text = text
        pattern = Self.folded(text)
    }

    /// Whether the pattern matches the whole of a name.
    package func matches(_ name: String) -> Bool {
        Wildcard.matches(
            pattern,
            Self.folded(name),
            star: UInt8(ascii: "*"),
            stop: UInt8(ascii: ".")
        )
    }

    /// The octets of a name without the case of its letters. No other letter becomes one of ASCII, in which hosts have their names:
    /// U+212A, the Kelvin sign, is no k.
    static func folded(_ name: String) -> [UInt8] {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name.utf8.map(\.lowercasedASCII) }
        return name.unicodeScalars.flatMap { scalar -> [UInt8] in
            if let octet = UInt8(exactly: scalar.value), octet < 0x80 { return [octet.lowercasedASCII] }
            let small = Array(scalar.properties.lowercaseMapping.utf8)
            return small.allSatisfy { $0 >= 0x80 } ? small : Array(String(scalar).utf8)
        }
    }
}
