import Foundation
internal import GRDB
internal import MandateCore

/// A SQLite file that is written: opened when it is needed, and opened anew when it was moved away or could not be opened.
///
/// Write-ahead logging: `synchronous = NORMAL` writes a commit to the log file, which outlives the process; `FULL` also has the
/// disk confirm it (https://sqlite.org/pragma.html#pragma_synchronous). Not Sendable: it belongs to whoever writes.
final class SQLiteStore: JournalStore {
    let path: String
    let synchronous: String
    /// How long a file that another program has locked is waited for.
    private let patience: Duration

    private var queue: DatabaseQueue?
    private var inode: UInt64?
    /// The end of the chain as this connection knows it.
    private var end: ChainEnd?
    /// The texts of the register that decides, and those of registers that are not stored yet.
    private var register: StoredRegister?
    private var unsaved: [StoredRegister] = []
    private var nextAttempt = ContinuousClock.now
    private var openFailure: (any Error)?

    init(path: String, synchronous: String, patience: Duration = JournalLimits.lockPatience) {
        self.path = path
        self.synchronous = synchronous
        self.patience = patience
    }

    /// The end of the chain after the last transaction; nil: there was none since the file was opened.
    var head: ChainHead? { end?.head }

    /// The registers that decide from now on: their decisions are still to come.
    var deciding: Set<String> { Set(((register.map { [$0] } ?? []) + unsaved).map(\.digest)) }

    /// Writes in one transaction; registers that have decided since the last one come first.
    ///
    /// - Throws: Whatever SQLite or `others` report; nothing has then been written here.
    func write(_ batch: JournalBatch, with others: () throws -> Void) throws {
        let first = batch.records.first?.id ?? batch.completions.first?.id ?? batch.gap?.id
        let last = batch.gap?.id ?? batch.completions.last?.id ?? batch.records.last?.id
        do {
            try transaction(from: first) { database, end in
                try insert(batch, &end.head, in: database)
                if let last { end.newest = last }
                do { try others() } catch { throw OthersFailed(reason: error) }
            }
        } catch let failed as OthersFailed { throw failed.reason }
        unsaved.removeAll()
    }

    private func insert(_ batch: JournalBatch, _ head: inout ChainHead, in database: Database) throws {
        for register in unsaved { try register.store(in: database) }
        if !batch.records.isEmpty {
            let insert = try database.cachedStatement(sql: RecordRow.insert)
            for record in batch.records { try RecordRow.insert(record, behind: &head, with: insert) }
        }
        for completion in batch.completions { try Self.complete(completion, batch.time, &head, in: database) }
        if let gap = batch.gap { try Self.insert(gap, batch.time, &head, in: database) }
    }

    /// Gives a record its message's queue id, once. A record that is not in this file (it was pruned, or the file exchanged) is
    /// passed over: an entry about it would look as if it had been taken away.
    private static func complete(
        _ completion: JournalBatch.Completion,
        _ time: Timestamp,
        _ head: inout ChainHead,
        in database: Database
    ) throws {
        let sql = "UPDATE decision SET queue_id = ? WHERE id = ? AND queue_id IS NULL"
        let update = try database.cachedStatement(sql: sql)
        update.setUncheckedArguments([completion.queueID, completion.record.number])
        try update.execute()
        guard database.changesCount > 0 else { return }
        let insert = "INSERT INTO completion (id, time, record, queue_id, chain) VALUES (?, ?, ?, ?, ?)"
        var values = BoundValues(try database.cachedStatement(sql: insert), .completion)
        values.bind(completion.id.number)
        values.bind(Int64(time.milliseconds))
        values.bind(completion.record.number)
        values.bind(completion.queueID)
        try values.insert(behind: &head)
    }

    private static func insert(
        _ gap: JournalBatch.Gap,
        _ time: Timestamp,
        _ head: inout ChainHead,
        in database: Database
    ) throws {
        let insert = "INSERT INTO gap (id, time, host, lost, chain) VALUES (?, ?, ?, ?, ?)"
        var values = BoundValues(try database.cachedStatement(sql: insert), .gap)
        values.bind(gap.id.number)
        values.bind(Int64(time.milliseconds))
        values.bind(gap.host)
        values.bind(Int64(gap.lost))
        try values.insert(behind: &head)
    }

    /// Runs a transaction that goes on from the end of the chain, and moves it.
    ///
    /// - Parameter first: The first name that is written.
    /// - Throws: ``NameTaken``; what SQLite or the body reports. Nothing has then been written.
    func transaction(from first: RecordID?, _ body: (Database, inout ChainEnd) throws -> Void) throws {
        let queue = try opened()
        do {
            try queue.writeWithoutTransaction { database in
                try Self.transaction(database) { database in
                    var end = try ChainEnd.current(after: self.end, in: database)
                    if let first, let newest = end.newest, newest >= first { throw NameTaken(newest: newest) }
                    try body(database, &end)
                    self.end = end
                }
            }
        } catch {
            // What was rolled back is no end; the next transaction reads it anew.
            end = nil
            if let error = error as? DatabaseError, error.isFatal { close() }
            throw error
        }
    }

    /// One transaction by statements that are compiled once: the writer begins some thousand of them a second.
    private static func transaction(_ database: Database, _ body: (Database) throws -> Void) throws {
        try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
            try body(database)
            try database.cachedStatement(sql: "COMMIT").execute()
        } catch {
            // SQLite may have rolled back by itself (disk full); then there is nothing to roll back.
            if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
            throw error
        }
    }

    func use(_ register: StoredRegister) {
        self.register = register
        unsaved.append(register)
    }

    func close() {
        queue = nil
        end = nil
        inode = nil
    }

    private func opened() throws -> DatabaseQueue {
        if let queue {
            // A file that was moved or removed would swallow every record to come.
            if inode == Self.inode(of: path) { return queue }
            abandonMoved(queue)
        }
        if let openFailure, ContinuousClock.now < nextAttempt { throw openFailure }
        nextAttempt = .now.advanced(by: .milliseconds(JournalLimits.reopenInterval))
        do {
            let queue = try open()
            self.queue = queue
            inode = Self.inode(of: path)
            unsaved = (register.map { [$0] } ?? []) + unsaved.filter { $0.digest != register?.digest }
            openFailure = nil
            return queue
        } catch {
            openFailure = error
            throw error
        }
    }

    /// Leaves a file that was moved or removed. What its log holds goes into it; the log itself stayed beside the old path, where
    /// SQLite would replay it into whatever file comes to stand there.
    private func abandonMoved(_ queue: DatabaseQueue) {
        try? queue.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        close()
        unlink(path + "-wal")
        unlink(path + "-shm")
    }

    /// Opens the file, which must be a journal or empty: nothing is written to any other.
    private func open() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(patience / .seconds(1))
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let isForeign = try queue.read { database in
            let tables = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"
            return try Int.fetchOne(database, sql: tables) ?? 0 > 0 && !database.tableExists("decision")
        }
        if isForeign { throw JournalError.noJournal(path: path, reason: "it is no journal of tlsmandate") }
        if try queue.read(JournalSchema.migrator.hasBeenSuperseded) { throw JournalError.newerSchema(path: path) }
        let synchronous = synchronous
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 4000"
            )
        }
        try JournalSchema.migrator.migrate(queue)
        return queue
    }

    private static func inode(of path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }
}

/// Another store could not write: that says nothing about this one's connection.
private struct OthersFailed: Error {
    let reason: any Error
}

extension DatabaseError {
    /// Whether the connection itself is of no more use.
    fileprivate var isFatal: Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN].contains(resultCode)
    }
}
