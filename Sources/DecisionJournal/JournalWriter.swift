internal import GRDB
package import MandateCore
internal import Synchronization

/// Writes decisions to a SQLite journal, those of one moment in one transaction.
///
/// A refusal's answer waits for its commit; acceptances are written behind their answers, and under overload counted instead.
/// When the journal cannot be written, refusals are told so and every later attempt tries again: the writer recovers when the
/// disk does.
package final class JournalWriter: DecisionLog {
    /// What became of the records of one commit: for the log line that each decision has.
    package typealias Observer = @Sendable (_ records: [DecisionRecord], _ areRecorded: Bool) -> Void

    /// How the journal fares.
    package struct Health: Sendable {
        /// Why the last attempt to write failed; nil: it did not.
        package var failure: String?
        package var recorded = 0
        /// Acceptances that were not recorded since the start.
        package var lost = 0
    }

    private let state = Mutex(WaitingRecords())
    private let database: Mutex<JournalDatabase>
    private let thread = WriterThread()
    private let ids: RecordIDSource
    private let host: String
    private let clock: @Sendable () -> Timestamp
    private let observer: Observer
    private let failed: @Sendable (String?) -> Void

    /// - Parameters:
    ///   - path: The database file; it is made if it is not there.
    ///   - survivesPowerLoss: Whether a commit waits for the disk.
    ///   - observer: Called for the records of each commit, on the writer's thread.
    ///   - failed: Called when writing begins to fail, with the reason, and with nil when it works again.
    package init(
        path: String,
        survivesPowerLoss: Bool,
        host: String,
        ids: RecordIDSource,
        clock: @escaping @Sendable () -> Timestamp,
        observer: @escaping Observer,
        failed: @escaping @Sendable (String?) -> Void
    ) {
        database = Mutex(JournalDatabase(path: path, synchronous: survivesPowerLoss ? "FULL" : "NORMAL"))
        self.host = host
        self.ids = ids
        self.clock = clock
        self.observer = observer
        self.failed = failed
        thread.start { [weak self] in self?.drain() }
    }

    deinit { thread.stop() }

    package var health: Health { state.withLock { $0.health } }

    package func record(_ record: DecisionRecord) { add { $0.add(.record(WaitingRecords.Entry(record))) } }

    package func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void) {
        add { $0.add(WaitingRecords.Awaited(entry: WaitingRecords.Entry(record), committed: committed)) }
    }

    package func complete(instance: String, queueID: String) {
        add { $0.add(.completion(instance: instance, queueID: queueID)) }
    }

    /// Keeps the texts of a register beside the decisions that it takes from now on.
    package func use(_ register: StoredRegister) { add { $0.add(register) } }

    /// Writes all that waits, and closes the file. Nothing may be recorded afterwards.
    package func close() {
        thread.join()
        drain()
        if let last = state.withLock({ $0.takeLast() }) { write(last) }
        database.withLock { $0.close() }
    }

    private func add(_ entry: (inout WaitingRecords) -> Void) {
        let isNeeded = state.withLock { state in
            entry(&state)
            return state.begin()
        }
        if isNeeded { thread.wake() }
    }

    private func drain() {
        while let batch = state.withLock({ $0.take() }) { write(batch) }
    }

    private func write(_ batch: WaitingRecords.Batch) {
        let outcome = Result { try commit(batch) }
        let isWritten = if case .success = outcome { true } else { false }
        for entry in batch.awaited { entry.committed(isWritten) }
        note(outcome, of: batch)
        if !batch.entries.isEmpty { observer(batch.entries.map(\.record), isWritten) }
    }

    private func commit(_ batch: WaitingRecords.Batch) throws {
        try database.withLock { file in
            for register in batch.registers { file.use(register) }
            let completed = completions(batch, in: file.instances)
            try file.write { database in
                let insert = try database.cachedStatement(sql: RecordRow.insert)
                for entry in batch.entries { try RecordRow.insert(entry.record, with: insert) }
                for (_, queueID, records) in completed {
                    for record in records { try complete(record, queueID, in: database) }
                }
                if batch.lost > 0 { try insertGap(batch.lost, in: database) }
            }
            for entry in batch.entries { note(entry.record, in: &file) }
            for (instance, _, _) in completed { file.instances.complete(instance) }
        }
    }

    /// The records that the messages which have ended complete; those of this commit come before their message's end.
    private func completions(
        _ batch: WaitingRecords.Batch,
        in instances: RecentInstances
    ) -> [(instance: String, queueID: String, records: [Int64])] {
        batch.behind.compactMap { entry in
            guard case .completion(let instance, let queueID) = entry else { return nil }
            let own = batch.entries.filter { $0.record.instance == instance && $0.record.queueID == nil }.map(
                \.record.id.number
            )
            return (instance, queueID, instances.records(of: instance) + own)
        }
    }

    private func complete(_ record: Int64, _ queueID: String, in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE decision SET queue_id = ? WHERE id = ?")
            .run([queueID.databaseValue, record.databaseValue])
    }

    private func note(_ record: DecisionRecord, in file: inout JournalDatabase) {
        if let instance = record.instance, record.queueID == nil {
            file.instances.add(record.id.number, instance: instance)
        }
    }

    private func insertGap(_ lost: Int, in database: Database) throws {
        let now = clock()
        try database.cachedStatement(sql: "INSERT INTO gap (id, time, host, lost) VALUES (?, ?, ?, ?)").run([
            ids.next(at: now).number.databaseValue, now.milliseconds.databaseValue, host.databaseValue,
            lost.databaseValue,
        ])
    }

    /// Keeps count, and tells when writing begins to fail or works again.
    private func note(_ outcome: Result<Void, any Error>, of batch: WaitingRecords.Batch) {
        switch outcome {
        case .success:
            if state.withLock({ $0.succeeded(batch) }) { failed(nil) }
        case .failure(let error):
            let reason = "\(error)"
            if state.withLock({ $0.failed(batch, reason: reason) }) { failed(reason) }
        }
    }
}

extension Statement {
    /// Runs the statement with values that are known to fit it.
    fileprivate func run(_ values: [DatabaseValue]) throws {
        setUncheckedArguments(StatementArguments(values))
        try execute()
    }
}
