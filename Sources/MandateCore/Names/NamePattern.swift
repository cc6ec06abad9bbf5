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
    ///
    /// Greedy matching with one fall-back position: time is at most the product of both lengths.
    package func matches(_ name: String) -> Bool {
        let name = name.utf8.map(\.lowercasedASCII)
        var position = 0
        var next = 0
        var star: Int?
        var resume = 0
        while position < name.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                star = next
                resume = position
                next += 1
            } else if next < pattern.count, pattern[next] == name[position] {
                next += 1
                position += 1
            } else if let star, name[resume] != UInt8(ascii: ".") {
                resume += 1
                position = resume
                next = star + 1
            } else {
                return false
            }
        }
        while next < pattern.count, pattern[next] == UInt8(ascii: "*") { next += 1 }
        return next == pattern.count
    }
}
