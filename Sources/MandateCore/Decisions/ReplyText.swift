/// The text that a refused sender gets to read, and whom to ask: mail refused without a word as to why is lost trust.
///
/// One line of printable ASCII, at most 400 characters: Sendmail garbles anything else, and Postfix passes it on as it is.
package enum ReplyText {
    /// An SMTP reply line holds 512 octets with its code (RFC 5321, section 4.5.3.1.5), and Postfix puts the address before.
    package static let longest = 400

    /// In the place of a refusal that could not be recorded: who is refused for good must be found in the journal.
    package static let unrecorded = "the decision could not be recorded; try again later"

    /// `TLS agreement with PARTNER: WORDS (CODES); contact CONTACT`.
    package static func make(partner: String, violations: [Violation], contact: String) -> String {
        make("TLS agreement with ", partner, violations, contact)
    }

    /// `Message marked CLASS: WORDS (CODES); contact CONTACT`.
    package static func make(messageClass: String, violations: [Violation], contact: String) -> String {
        make("Message marked ", messageClass, violations, contact)
    }

    /// Where the text is too long the cause's name is cut first, then the words go: the codes and the contact are what helps.
    private static func make(_ start: String, _ name: String, _ violations: [Violation], _ contact: String) -> String {
        let words = violations.map(\.words).joined(separator: ", ")
        let codes = violations.map(\.rawValue).joined(separator: ", ")
        /// The text with as much of the name as there is room for, if that is at least so much.
        func fitted(_ words: String, atLeast least: Int) -> String? {
            let rest = ": \(words)(\(codes)); contact \(contact)"
            let room = longest - start.utf8.count - rest.utf8.count
            guard room >= min(least, name.utf8.count) else { return nil }
            return "\(start)\(name.prefix(room))\(rest)"
        }
        return fitted(words + " ", atLeast: 20) ?? fitted("", atLeast: 0)
            ?? String("(\(codes)); contact \(contact)".prefix(longest))
    }
}
