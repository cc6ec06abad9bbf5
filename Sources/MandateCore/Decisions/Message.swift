/// What decisions at the end of a message need to know of it (DESIGN.md, section 5, rules 5 and 8).
package struct Message: Sendable {
    /// The envelope sender; empty: the null sender.
    package var sender: String
    /// The envelope recipients that were not refused.
    package var recipients: [String]
    /// The client's verified name; `unknown` or empty where it has none.
    package var clientName: String
    /// The addresses of its From fields.
    package var fromAddresses: [String]
    /// Whether they are not all known, since a From field is over a limit or cannot be read.
    package var isFromUnreadable: Bool
    /// The classes whose marks its header bears, whoever sent it, by their places in the configuration.
    package var marked: ClassMarks.Found
    /// Whether the message as a whole is S/MIME-enveloped or PGP-encrypted.
    package var isEndToEndEncrypted: Bool

    package init(
        sender: String,
        recipients: [String],
        clientName: String = "",
        fromAddresses: [String] = [],
        isFromUnreadable: Bool = false,
        marked: ClassMarks.Found = [],
        isEndToEndEncrypted: Bool = false
    ) {
        self.sender = sender
        self.recipients = recipients
        self.clientName = clientName
        self.fromAddresses = fromAddresses
        self.isFromUnreadable = isFromUnreadable
        self.marked = marked
        self.isEndToEndEncrypted = isEndToEndEncrypted
    }
}
