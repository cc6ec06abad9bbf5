/// Which recipients of which messages wait because of which incident.
struct WaitingMessages {
    private var waits: [MessageName: [String: IncidentKey]] = [:]
    private var recipients = 0
    private var counts: [IncidentKey: Int] = [:]
    /// Whether more wait than were remembered.
    private(set) var isIncomplete = false

    /// Recipients that wait because of an incident.
    func count(_ key: IncidentKey) -> Int { counts[key, default: 0] }

    /// An attempt for a recipient: what it waits for now, or nothing.
    ///
    /// - Returns: The incident that it waited for before, if it is another.
    mutating func set(_ message: MessageName, _ recipient: String, _ key: IncidentKey?) -> IncidentKey? {
        let before = waits[message]?[recipient]
        guard before != key else { return nil }
        if let before {
            counts[before, default: 0] -= 1
            recipients -= 1
            waits[message]?[recipient] = nil
            if waits[message]?.isEmpty == true { waits[message] = nil }
        }
        guard let key else { return before }
        guard recipients < LogLimits.waitingRecipients else {
            isIncomplete = true
            return before
        }
        waits[message, default: [:]][recipient] = key
        counts[key, default: 0] += 1
        recipients += 1
        return before
    }

    /// A message has left the queue.
    ///
    /// - Returns: The incidents that it waited for.
    mutating func remove(_ message: MessageName) -> Set<IncidentKey> {
        guard let keys = waits.removeValue(forKey: message) else { return [] }
        recipients -= keys.count
        for key in keys.values { counts[key, default: 0] -= 1 }
        return Set(keys.values)
    }

    /// The numbers of messages by incident.
    var messages: [IncidentKey: Int] {
        waits.values.reduce(into: [:]) { result, keys in
            for key in Set(keys.values) { result[key, default: 0] += 1 }
        }
    }
}

/// What makes failures one incident: who, and how.
struct IncidentKey: Hashable {
    /// The agreement, or where none names it, the domain or host.
    let name: String
    let hasAgreement: Bool
    let kind: FailureKind
}
