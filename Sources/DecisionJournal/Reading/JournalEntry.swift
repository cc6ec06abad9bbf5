package import MandateCore

/// One line of a listing.
package enum JournalEntry: Sendable {
    case decision(DecisionRecord)
    /// So many acceptances were not recorded.
    case gap(id: RecordID, time: Timestamp, host: String, lost: Int)

    package var id: RecordID {
        switch self {
        case .decision(let record): record.id
        case .gap(let id, _, _, _): id
        }
    }
}
