import MandateCore

/// A decision as one line, `key=value` as Postfix writes them; for the log and for `audit list`.
enum DecisionLine {
    /// The line of a record.
    ///
    /// - Parameter record: A record as the journal keeps it; what it does not hold of addresses, the line does not either.
    static func text(_ record: DecisionRecord) -> String {
        var parts = [
            "\(record.mode == .testing && record.action != "accept" ? "would " : "")\(record.action): id=\(record.id.text)"
        ]
        func add(_ key: String, _ value: String?) {
            if let value { parts.append("\(key)=\(Printable.value(value))") }
        }
        add("agreement", record.agreement)
        add("direction", record.direction?.rawValue)
        if !record.violations.isEmpty { add("violations", record.violations.map(\.rawValue).joined(separator: "+")) }
        parts.append(
            "client=\(Printable.escaped(record.clientName ?? "unknown"))[\(Printable.escaped(record.clientAddress ?? ""))]"
        )
        parts.append("from=<\(Printable.escaped(record.sender))>")
        for recipient in record.recipients { parts.append("to=<\(Printable.escaped(recipient))>") }
        add("helo", record.heloName)
        add("protocol", record.encryptionProtocol)
        add("cipher", record.encryptionCipher)
        if record.encryptionKeySize > 0 { add("bits", String(record.encryptionKeySize)) }
        add("ccert", record.certificateSubject)
        add("issuer", record.certificateIssuer)
        add("queue_id", record.queueID)
        return parts.joined(separator: ", ")
    }
}
