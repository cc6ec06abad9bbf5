internal import MandateCore

/// Which records belong to the messages that are being received, so that the end of a message can complete them.
///
/// Kept in memory and not as an index of the journal: an index would cost each record more than it is worth to the few that a
/// restart finds in mid-message, whose records then stay without a queue id.
struct RecentInstances {
    private var records: [String: [RecordID]] = [:]
    private var order: [String] = []
    private var oldest = 0

    /// Notes a record of a message that is being received.
    mutating func note(_ record: DecisionRecord) {
        guard let instance = record.instance, record.queueID == nil else { return }
        if records[instance]?.append(record.id) != nil { return }
        records[instance] = [record.id]
        if order.count < JournalLimits.messagesUnderWay {
            order.append(instance)
        } else {
            records[order[oldest]] = nil
            order[oldest] = instance
            oldest = (oldest + 1) % order.count
        }
    }

    /// The records of a message.
    func records(of instance: String) -> [RecordID] { records[instance] ?? [] }

    /// Notes that a message's records have its queue id now. Its place is given up in its turn.
    mutating func complete(_ instance: String) {
        if records[instance] != nil { records[instance] = [] }
    }
}
