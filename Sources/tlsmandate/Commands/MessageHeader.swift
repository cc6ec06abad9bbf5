import MandateCore
import MessageContent

/// A message's header as `explain` is given it, read as the milter reads it.
struct MessageHeader {
    private var marked: ClassMarks.Found = []
    private var from = FromAddresses()
    private var content = ContentHeader()

    /// - Parameter fields: Each as `Name: value`.
    init(fields: [String], register: Register) {
        for field in fields {
            let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].lowercased()
            let value = Array((parts.count == 2 ? parts[1] : "").utf8)
            for form in HeaderText.forms(value.span) {
                marked.formUnion(register.marks.classes(of: name, value: form))
            }
            if name == "from" { from.take(value.span) }
            content.take(name: name, value: value.span)
        }
    }

    /// The message with this header. Its body is taken to be what the header says.
    func message(sender: String, recipients: [String], clientName: String) -> Message {
        Message(
            sender: sender,
            recipients: recipients,
            clientName: clientName,
            fromAddresses: from.addresses,
            isFromUnreadable: from.areUnreadable,
            marked: marked,
            isEndToEndEncrypted: content.saysEncrypted
        )
    }
}
