internal import Dispatch
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
    private let queue = DispatchQueue(label: "journal")
    private let ids: RecordIDSource
    private let host: String
    private let clock: @Sendable () -> Timestamp
    private let observer: Observer
    private let failed: @Sendable (String?) -> Void

    /// - Parameters:
    ///   - path: The database file; it is made if it is not there.
    ///   - survivesPowerLoss: Whether a commit waits for the disk.
    ///   - observer: Called for the records of each commit, on the writer's queue.
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
    }

    package var health: Health { state.withLock { $0.health } }

    package func record(_ record: DecisionRecord) { enqueue(.record(record)) }

    package func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void) {
        start(
            state.withLock { state in
                state.awaited.append(WaitingRecords.Awaited(record: record, committed: committed))
                return state.begin()
            }
        )
    }

    package func complete(instance: String, queueID: String) {
        enqueue(.completion(instance: instance, queueID: queueID))
    }

    /// Keeps the texts of a register beside the decisions that it takes from now on.
    package func use(_ register: StoredRegister) {
        start(
            state.withLock { state in
                state.behind.append(.register(register))
                return state.begin()
            }
        )
    }

    /// Writes all that waits, and closes the file. Nothing may be recorded afterwards.
    package func close() {
        queue.sync {
            drain()
            database.withLock { $0.close() }
        }
    }

    private func enqueue(_ entry: WaitingRecords.Behind) {
        start(
            state.withLock { state in
                guard state.behind.count < JournalLimits.waitingAcceptances else {
                    state.lose(1)
                    return false
                }
                state.behind.append(entry)
                return state.begin()
            }
        )
    }

    private func start(_ isNeeded: Bool) {
        if isNeeded { queue.async { self.drain() } }
    }

    private func drain() {
        while let (awaited, behind, lost) = state.withLock({ $0.take() }) { write(awaited, behind, lost: lost) }
    }

    private func write(_ awaited: [WaitingRecords.Awaited], _ behind: [WaitingRecords.Behind], lost: Int) {
        let outcome = Result { try commit(awaited, behind, lost: lost) }
        let isWritten = if case .success = outcome { true } else { false }
        for entry in awaited { entry.committed(isWritten) }
        let records =
            awaited.map(\.record) + behind.compactMap { if case .record(let record) = $0 { record } else { nil } }
        note(outcome, records: records.count, dropped: records.count - awaited.count, lost: lost)
        observer(records, isWritten)
    }

    private func commit(_ awaited: [WaitingRecords.Awaited], _ behind: [WaitingRecords.Behind], lost: Int) throws {
        try database.withLock { file in
            for case .register(let register) in behind { file.use(register) }
            let completed = completions(behind, file: &file)
            try file.write { database in
                let insert = try database.cachedStatement(sql: RecordRow.insert)
                for entry in awaited { try RecordRow.insert(entry.record, with: insert) }
                for case .record(let record) in behind { try RecordRow.insert(record, with: insert) }
                for (queueID, records) in completed {
                    for record in records { try complete(record, queueID, in: database) }
                }
                if lost > 0 { try insertGap(lost, in: database) }
            }
            for entry in awaited { note(entry.record, in: &file) }
            for case .record(let record) in behind { note(record, in: &file) }
        }
    }

    /// The records that the messages which have ended complete; those of this commit come before their message's end.
    private func completions(_ behind: [WaitingRecords.Behind], file: inout JournalDatabase) -> [(String, [Int64])] {
        var own: [String: [Int64]] = [:]
        var completed: [(String, [Int64])] = []
        for entry in behind {
            switch entry {
            case .record(let record):
                if let instance = record.instance { own[instance, default: []].append(record.id.number) }
            case .completion(let instance, let queueID):
                let records = file.instances.take(instance) + (own.removeValue(forKey: instance) ?? [])
                if !records.isEmpty { completed.append((queueID, records)) }
            case .register: break
            }
        }
        return completed
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
    private func note(_ outcome: Result<Void, any Error>, records: Int, dropped: Int, lost: Int) {
        var change: String??
        state.withLock { state in
            switch outcome {
            case .success:
                state.health.recorded += records
                if state.health.failure != nil { change = .some(nil) }
                state.health.failure = nil
            case .failure(let error):
                state.stillLost(lost)
                state.lose(dropped)
                let reason = "\(error)"
                if state.health.failure == nil { change = .some(reason) }
                state.health.failure = reason
            }
        }
        if let change { failed(change) }
    }
}

extension Statement {
    /// Runs the statement with values that are known to fit it.
    fileprivate func run(_ values: [DatabaseValue]) throws {
        setUncheckedArguments(StatementArguments(values))
        try execute()
    }
}
