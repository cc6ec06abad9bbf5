package import MandateCore

/// Which records are asked for. A filter that is not set lets everything through.
package struct RecordQuery: Sendable {
    /// The keys by which one searches, with how a record's column is compared.
    package enum Key: String, CaseIterable, Sendable {
        case agreement, action, mode, direction, frontend, stage, host, instance, sender, partner
        case queueID = "queue_id"
        case messageID = "message_id"
        case clientAddress = "client_address"
        case clientName = "client_name"
        case heloName = "helo_name"
        case saslUsername = "sasl_username"
        case policyContext = "policy_context"
        /// One of a list.
        case violation = "violations"
        case recipient = "recipients"
        case messageClass = "classes"

        var condition: String {
            switch self {
            case .violation, .recipient, .messageClass:
                "EXISTS (SELECT 1 FROM json_each(\(rawValue)) WHERE value = ? COLLATE NOCASE)"
            case .sender, .clientName, .heloName: "\(rawValue) = ? COLLATE NOCASE"
            default: "\(rawValue) = ?"
            }
        }
    }

    /// Values that a key may have, any of them.
    package var filters: [(key: Key, values: [String])] = []
    /// From this moment on.
    package var since: Timestamp?
    /// Before this moment.
    package var until: Timestamp?
    /// The latest so many.
    package var limit: Int?

    package init() {}
}

/// One line of a listing.
package enum JournalEntry: Sendable {
    case decision(DecisionRecord)
    /// So many acceptances were not recorded.
    case gap(id: RecordID, time: Timestamp, host: String, lost: Int)
}
