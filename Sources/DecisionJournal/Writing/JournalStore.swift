internal import MandateCore

/// A place where the writer keeps records. It belongs to the writer's thread.
protocol JournalStore: AnyObject {
    /// Keeps the texts of the register that decides from now on.
    func use(_ register: StoredRegister)

    /// Writes what came in one moment, as a whole where the store can.
    ///
    /// - Parameter others: Writes it to the other stores. It is called when this store has taken the names, and before it keeps
    ///   anything: either all take them, or none has.
    /// - Throws: ``NameTaken`` where one of them holds newer names; whatever else hinders them: a refusal among the records is then
    ///   answered temporarily.
    func write(_ batch: JournalBatch, with others: () throws -> Void) throws

    func close()
}

/// What is written at once, with names in the order of writing.
struct JournalBatch {
    /// Records of one message that get its queue id at its end.
    struct Completion {
        let id: RecordID
        let record: RecordID
        let queueID: String
    }

    /// So many acceptances were not recorded.
    struct Gap {
        let id: RecordID
        let host: String
        let lost: Int
    }

    let time: Timestamp
    let records: [DecisionRecord]
    let completions: [Completion]
    let gap: Gap?
}

/// A journal holds an entry that is newer than those it is to write: the clock went back, or another program has written.
struct NameTaken: Error {
    let newest: RecordID
}
