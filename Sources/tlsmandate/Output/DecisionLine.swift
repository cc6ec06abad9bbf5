import MandateCore

/// A decision as one line, `key=value` as Postfix writes them, for the log.
enum DecisionLine {
    /// The line of a record.
    ///
    /// - Parameter record: A record as the journal keeps it; what it does not hold of addresses, the line does not either.
    static func text(_ record: DecisionRecord) -> String {
        var line = ""
        line.reserveCapacity(400)
        line += record.outcome
        line += ": id="
        line += record.id.text
        func add(_ key: String, _ value: String?) {
            guard let value else { return }
            line += ", "
            line += key
            line += "="
            line += Printable.value(value)
        }
        func addAddress(_ key: String, _ address: String) {
            line += ", "
            line += key
            line += "=<"
            line += Printable.escaped(address)
            line += ">"
        }
        add("agreement", record.agreement)
        add("direction", record.direction?.rawValue)
        if !record.violations.isEmpty { add("violations", record.violations.map(\.rawValue).joined(separator: "+")) }
        line += ", client="
        line += Printable.escaped(record.clientName ?? "unknown")
        line += "["
        line += Printable.escaped(record.clientAddress ?? "")
        line += "]"
        addAddress("from", record.sender)
        for recipient in record.recipients { addAddress("to", recipient) }
        add("helo", record.heloName)
        add("protocol", record.encryptionProtocol)
        add("cipher", record.encryptionCipher)
        if record.encryptionKeySize > 0 { add("bits", String(record.encryptionKeySize)) }
        add("ccert", record.certificateSubject)
        add("issuer", record.certificateIssuer)
        add("queue_id", record.queueID)
        return line
    }
}
