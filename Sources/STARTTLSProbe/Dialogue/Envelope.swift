/// What a probe calls itself, and between whom it pretends to carry mail.
package struct Envelope: Hashable, Sendable {
    /// The name for EHLO.
    package let helo: String
    /// The sender's address; empty: the null sender.
    package let sender: String
    package let recipient: String

    /// - Returns: nil where a value holds what would end the command or its path: a space, a control character, an angle bracket.
    package init?(helo: String, sender: String, recipient: String) {
        let isHarmless = [helo, sender, recipient].allSatisfy { value in
            value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
        }
        guard isHarmless, !helo.isEmpty, !recipient.isEmpty else { return nil }
        self.helo = helo
        self.sender = sender
        self.recipient = recipient
    }
}
