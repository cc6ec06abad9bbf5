package import MandateCore
internal import Synchronization

/// Writes decisions to the journals, those of one moment at once.
///
/// A refusal's answer waits for its commit; acceptances are written behind their answers, and under overload counted instead.
/// When a journal cannot be written, refusals are told so and every later attempt tries again: the writer recovers when the
/// disk, or journald, does.
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

    /// What the writer tells, on its thread.
    package struct Events: Sendable {
        /// After each commit.
        package var written: Observer
        /// When writing begins to fail, with the reason, and with nil when it works again.
        package var failed: @Sendable (String?) -> Void
        /// The head of a SQLite journal's chain, once a day and at the end.
        package var head: @Sendable (ChainHead) -> Void

        package init(
            written: @escaping Observer,
            failed: @escaping @Sendable (String?) -> Void,
            head: @escaping @Sendable (ChainHead) -> Void
        ) {
            self.written = written
            self.failed = failed
            self.head = head
        }
    }

    /// What belongs to whoever writes: the thread, or the end.
    private struct Writing {
        var stores: [any JournalStore]
        var instances = RecentInstances()
        var lastHead: Day?

        /// Those with a chain, and from which can be removed.
        var databases: [SQLiteStore] { stores.compactMap { $0 as? SQLiteStore } }
    }

    private let state = Mutex(WaitingRecords())
    private let writing: Mutex<Writing>
    private let thread = WriterThread()
    private let ids: RecordIDSource
    private let host: String
    private let clock: @Sendable () -> Timestamp
    private let events: Events

    /// - Parameters:
    ///   - journals: Where records go: a refusal is recorded when it is in all of them.
    ///   - host: The name of this host.
    package init(
        journals: [JournalTarget],
        host: String,
        clock: @escaping @Sendable () -> Timestamp,
        events: Events
    ) {
        writing = Mutex(Writing(stores: journals.map { $0.store() }))
        ids = RecordIDSource(host: host)
        self.host = host
        self.clock = clock
        self.events = events
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

    /// Writes all that waits, and closes the journals. Nothing may be recorded afterwards.
    package func close() {
        thread.join()
        drain()
        if let last = state.withLock({ $0.takeLast() }) { write(last) }
        writing.withLock { writing in
            tellHeads(writing.databases)
            for store in writing.stores { store.close() }
        }
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
        var records: [DecisionRecord] = []
        let outcome = Result { try writing.withLock { try commit(batch, to: &$0, as: &records) } }
        let isWritten = if case .success = outcome { true } else { false }
        for entry in batch.awaited { entry.committed(isWritten) }
        note(outcome, of: batch)
        if !batch.entries.isEmpty {
            events.written(records.isEmpty ? batch.entries.map(\.record) : records, isWritten)
        }
    }

    /// Names the records in the order in which they are written: a journal's chain is in the order of its names.
    private func commit(
        _ batch: WaitingRecords.Batch,
        to writing: inout Writing,
        as records: inout [DecisionRecord]
    ) throws {
        for register in batch.registers { for store in writing.stores { store.use(register) } }
        let written = try name(batch, in: writing.instances) { written in
            try Self.write(written, to: writing.stores[...])
        }
        records = written.records
        for record in records { writing.instances.note(record) }
        for case .completion(let instance, _) in batch.behind { writing.instances.complete(instance) }
        if writing.lastHead != written.time.day {
            writing.lastHead = written.time.day
            tellHeads(writing.databases)
        }
    }

    /// Writes to each store with those behind it.
    private static func write(_ batch: JournalBatch, to stores: ArraySlice<any JournalStore>) throws {
        try stores.first?.write(batch) { try write(batch, to: stores.dropFirst()) }
    }

    /// Names the entries and writes them.
    private func name(
        _ batch: WaitingRecords.Batch,
        in instances: RecentInstances,
        _ write: (JournalBatch) throws -> Void
    ) throws -> JournalBatch {
        try passingTakenNames {
            let written = named(batch, in: instances)
            try write(written)
            return written
        }
    }

    /// Tries again with newer names where a journal holds newer ones than were chosen: each time that another program has written
    /// in between, as a prune by hand does.
    private func passingTakenNames<Result>(_ write: () throws -> Result) throws -> Result {
        for _ in 1..<JournalLimits.attemptsToName {
            do {
                return try write()
            } catch let taken as NameTaken {
                ids.pass(taken.newest)
            }
        }
        return try write()
    }

    private func named(_ batch: WaitingRecords.Batch, in instances: RecentInstances) -> JournalBatch {
        let now = clock()
        let records = batch.entries.map { entry in
            var record = entry.record
            record.id = ids.next(at: record.time)
            return record
        }
        return JournalBatch(
            time: now,
            records: records,
            completions: completions(batch, of: records, in: instances, at: now),
            gap: batch.lost > 0 ? .init(id: ids.next(at: now), host: host, lost: batch.lost) : nil
        )
    }

    /// The records that the messages which have ended complete; those of this commit come before their message's end.
    private func completions(
        _ batch: WaitingRecords.Batch,
        of records: [DecisionRecord],
        in instances: RecentInstances,
        at now: Timestamp
    ) -> [JournalBatch.Completion] {
        batch.behind.flatMap { entry -> [JournalBatch.Completion] in
            guard case .completion(let instance, let queueID) = entry else { return [] }
            let own = records.filter { $0.instance == instance && $0.queueID == nil }.map(\.id)
            return (instances.records(of: instance) + own).map { record in
                JournalBatch.Completion(id: ids.next(at: now), record: record, queueID: queueID)
            }
        }
    }

    private func tellHeads(_ databases: [SQLiteStore]) {
        for database in databases {
            if let head = database.head, head != .none { events.head(head) }
        }
    }

    /// Keeps count, and tells when writing begins to fail or works again.
    private func note(_ outcome: Result<Void, any Error>, of batch: WaitingRecords.Batch) {
        switch outcome {
        case .success:
            if state.withLock({ $0.succeeded(batch) }) { events.failed(nil) }
        case .failure(let error):
            let reason = "\(error)"
            if state.withLock({ $0.failed(batch, reason: reason) }) { events.failed(reason) }
        }
    }
}

extension JournalWriter {
    /// Removes the texts of registers whose last decision was pruned.
    ///
    /// Which registers decided is read beside the writing, however many records there are; only what came since is looked at again
    /// while answers wait.
    ///
    /// - Throws: ``JournalError``; whatever SQLite reports.
    package func removeUnusedRegisters() throws {
        let paths = writing.withLock { $0.databases.map(\.path) }
        for path in paths {
            let used = try SQLiteJournal(path: path).usedRegisters()
            try writing.withLock { writing in
                for database in writing.databases where database.path == path {
                    try database.removeRegisters(but: used)
                }
            }
        }
    }

    /// Removes what is older than a moment, a step at a time so that no answer waits for long.
    ///
    /// - Returns: How many entries were removed; zero: nothing is left to remove.
    /// - Throws: Whatever SQLite reports.
    package func prune(before moment: Timestamp) throws -> Int {
        try writing.withLock { writing in
            let now = clock()
            return try writing.databases.reduce(0) { removed, database in
                try passingTakenNames {
                    removed + (try database.prune(before: moment, id: ids.next(at: now), at: now))
                }
            }
        }
    }

    /// Removes what probes found before a moment, a step at a time, but for the last of each gateway.
    ///
    /// - Returns: How many findings were removed; zero: nothing is left to remove.
    /// - Throws: Whatever SQLite reports.
    package func removeProbes(before moment: Timestamp) throws -> Int {
        try writing.withLock { writing in
            try writing.databases.reduce(0) { removed, database in
                removed + (try database.removeProbes(before: moment))
            }
        }
    }
}
