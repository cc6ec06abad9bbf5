internal import MandateCore

/// What records got at the end of their messages: each is looked for by name, so that none is held in memory.
final class Completions {
    private let machine: MachineJournal
    private let journal: JournalHandle

    init(_ machine: MachineJournal) throws(JournalError) {
        self.machine = machine
        journal = try machine.open()
    }

    /// Gives a record its message's queue id, where it got it after the decision: records of an instance alone do.
    func complete(_ record: inout DecisionRecord) throws(JournalError) {
        guard record.queueID == nil, record.instance != nil else { return }
        let values = [(JournalField.record, record.id.text)]
        record.queueID = try machine.last(.completion, values, in: journal) { journal throws(JournalError) in
            try journal.octets(of: JournalField.queueID).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The names of the records that were completed with one of some queue ids.
    func records(with queueIDs: [String]) throws(JournalError) -> [String] {
        var matches = machine.entries(.completion)
        matches.add(JournalField.queueID, queueIDs)
        try journal.select(matches)
        try journal.seek(.head)
        var records: [String] = []
        while records.count <= SystemdLimits.namedRecords, try journal.next() {
            if let record = try journal.fields()[JournalField.record] { records.append(record) }
        }
        return records
    }
}
