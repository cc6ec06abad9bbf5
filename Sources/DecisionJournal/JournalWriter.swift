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
    /// What became of a record: for the log line that each decision has.
    package typealias Observer = @Sendable (_ record: DecisionRecord, _ isRecorded: Bool) -> Void

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
    ///   - observer: Called for each record, on the writer's queue.
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
        for record in records { observer(record, isWritten) }
    }

    private func commit(_ awaited: [WaitingRecords.Awaited], _ behind: [WaitingRecords.Behind], lost: Int) throws {
        try database.withLock { file in
            for case .register(let register) in behind { file.use(register) }
            try file.write { database in
                let insert = try database.cachedStatement(sql: RecordRow.insert)
                for entry in awaited { try insert.run(RecordRow.values(entry.record)) }
                for entry in behind {
                    switch entry {
                    case .record(let record): try insert.run(RecordRow.values(record))
                    case .completion(let instance, let queueID):
                        try database.cachedStatement(sql: Self.completion).run([
                            queueID.databaseValue, instance.databaseValue,
                        ])
                    case .register: break
                    }
                }
                if lost > 0 { try insertGap(lost, in: database) }
            }
        }
    }

    private static let completion = "UPDATE decision SET queue_id = ? WHERE instance = ? AND queue_id IS NULL"

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
