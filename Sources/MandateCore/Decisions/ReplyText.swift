/// The text that a refused sender gets to read, and whom to ask: mail refused without a word as to why is lost trust.
///
/// One line of printable ASCII, at most 400 characters: Sendmail garbles anything else, and Postfix passes it on as it is.
package enum ReplyText {
    /// An SMTP reply line holds 512 octets with its code (RFC 5321, section 4.5.3.1.5), and Postfix puts the address before.
    package static let longest = 400

    /// `TLS agreement with PARTNER: WORDS (CODES); contact CONTACT`.
    ///
    /// Where that is too long the partner's name is cut first, then the words go: the codes and the contact are what helps.
    package static func make(partner: String, violations: [Violation], contact: String) -> String {
        let words = violations.map(\.words).joined(separator: ", ")
        let codes = violations.map(\.rawValue).joined(separator: ", ")
        func text(_ partner: some StringProtocol, _ words: String) -> String {
            "TLS agreement with \(partner): \(words)(\(codes)); contact \(contact)"
        }
        let whole = text(partner, words + " ")
        if whole.utf8.count <= longest { return whole }
        let short = partner.prefix(max(20, partner.count - (whole.utf8.count - longest)))
        let cut = text(short, words + " ")
        return cut.utf8.count <= longest ? cut : String(text(short, "").prefix(longest))
    }
}
