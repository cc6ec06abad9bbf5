internal import MandateCore

/// The line of an entry that people read: MESSAGE. What strangers sent is shown escaped and shortened in it; the fields hold it
/// whole.
enum EntryLine {
    static func text(_ record: DecisionRecord) -> String {
        var line = record.outcome
        if let agreement = record.agreement { line += ", agreement=\(printable(agreement))" }
        if !record.violations.isEmpty { line += ", " + record.violations.map(\.rawValue).joined(separator: "+") }
        line += ", client=\(printable(record.clientName ?? "unknown"))[\(printable(record.clientAddress ?? ""))]"
        line += ", from=<\(printable(record.sender))>"
        if let recipient = record.recipients.first { line += ", to=<\(printable(recipient))>" }
        if record.recipients.count > 1 { line += " and \(record.recipients.count - 1) more" }
        if let queueID = record.queueID { line += ", queue_id=\(printable(queueID))" }
        return line + ", id=\(record.id.text)"
    }

    static func text(_ completion: JournalBatch.Completion) -> String {
        "record \(completion.record.text) is of the message \(printable(completion.queueID))"
    }

    /// A value without what would move a terminal's cursor, or hide or reorder text.
    static func printable(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: "\\") }
        guard !isPlain || value.utf8.count > SystemdLimits.messageValue else { return value }
        var text = ""
        for scalar in value.unicodeScalars {
            guard text.utf8.count < SystemdLimits.messageValue else { return text + "…" }
            if scalar.isHarmful || scalar == "\\" {
                text += scalar.escaped(asASCII: true)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
