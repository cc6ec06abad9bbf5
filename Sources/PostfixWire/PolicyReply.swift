/// An answer of the Postfix policy delegation protocol: `action=…` and an empty line.
///
/// Postfix takes an empty action, and one of digits alone, for permission (src/smtpd/smtpd_check.c, check_table_result); an
/// answer can therefore only be made by the functions here, which never make one.
package struct PolicyReply: Equatable, Sendable {
    /// The octets to send.
    package let octets: [UInt8]

    private init(_ action: String) { octets = Array("action=\(action.utf8.printable)\n\n".utf8) }

    /// No opinion. Not OK, which would end Postfix's restriction list and with it later checks.
    package static let dunno = PolicyReply("DUNNO")

    /// A refusal: SMTP code and enhanced status code, and a text that is not empty.
    package static func refuse(code: String, text: String) -> PolicyReply { PolicyReply("\(code) \(words(text))") }

    /// The message goes to the hold queue, for all its recipients.
    package static func hold(_ text: String) -> PolicyReply { PolicyReply("HOLD \(words(text))") }

    /// The message goes through a content filter: `TRANSPORT:NEXTHOP`.
    package static func filter(_ destination: String) -> PolicyReply { PolicyReply("FILTER \(destination)") }

    /// Postfix logs the text and goes on.
    package static func warn(_ text: String) -> PolicyReply { PolicyReply("WARN \(words(text))") }

    private static func words(_ text: String) -> String { text.isEmpty ? "refused" : text }
}
