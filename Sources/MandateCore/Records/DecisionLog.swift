/// Where decisions are recorded; the journal is one.
///
/// All functions may be called from any thread and return at once.
package protocol DecisionLog: Sendable {
    /// Records an acceptance, behind its answer. Under overload it may be dropped; a gap record then says how many were.
    func record(_ record: DecisionRecord)

    /// Records a refusal, which must not be answered before `committed` is called.
    ///
    /// - Parameter committed: Called once, on any thread: true when the record survives the death of the process, false when it
    ///   could not be written.
    func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void)

    /// Completes the records of one message with what is known of it at its end.
    ///
    /// - Parameters:
    ///   - instance: What the mail server calls the message's handling (Postfix `instance`).
    ///   - queueID: The mail server's name for the message.
    func complete(instance: String, queueID: String)
}

/// Whose mail addresses are kept whole in records; of others the domain alone, which is what the agreements are about.
package enum AddressKeeping: String, CaseIterable, Sendable {
    /// Those of violations.
    case violations
    case full
    case domain

    /// The addresses of a record, as they may be kept.
    ///
    /// - Parameters:
    ///   - address: An envelope address or a login name.
    ///   - isViolation: Whether the record is of a violation.
    package func kept(_ address: String, isViolation: Bool) -> String {
        if self == .full || self == .violations && isViolation || address.isEmpty { return address }
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return "*" }
        return "*" + address[at...]
    }
}
