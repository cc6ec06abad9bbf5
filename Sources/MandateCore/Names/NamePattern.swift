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
        pattern = Array(text.lowercasedASCII.utf8)
    }

    /// Whether the pattern matches the whole of a name.
    package func matches(_ name: String) -> Bool {
        Wildcard.matches(
            pattern,
            name.utf8.map(\.lowercasedASCII),
            star: UInt8(ascii: "*"),
            stop: UInt8(ascii: ".")
        )
    }
}
