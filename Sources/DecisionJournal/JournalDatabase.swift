import Foundation
internal import GRDB
internal import MandateCore

/// The SQLite file behind a writer: opened when it is needed, and opened anew when it was moved away or could not be opened.
///
/// Write-ahead logging: `synchronous = NORMAL` writes a commit to the log file, which outlives the process; `FULL` also has the
/// disk confirm it (https://sqlite.org/pragma.html#pragma_synchronous). Not Sendable: it belongs to its writer.
struct JournalDatabase {
    let path: String
    let synchronous: String

    /// The records of messages that are being received.
    var instances = RecentInstances()

    private var queue: DatabaseQueue?
    private var inode: UInt64?
    /// The texts of the register that decides, and those of registers that are not stored yet.
    private var register: StoredRegister?
    private var unsaved: [StoredRegister] = []
    private var nextAttempt = ContinuousClock.now
    private var openFailure: (any Error)?

    init(path: String, synchronous: String) {
        self.path = path
        self.synchronous = synchronous
    }

    /// Writes in one transaction; registers that have decided since the last one come first.
    ///
    /// - Throws: Whatever SQLite reports; nothing has then been written.
    mutating func write(_ body: (Database) throws -> Void) throws {
        let queue = try opened()
        let registers = unsaved
        do {
            try queue.writeWithoutTransaction { database in
                try Self.transaction(database) { database in
                    for register in registers { try register.store(in: database) }
                    try body(database)
                }
            }
            unsaved.removeAll()
        } catch let error as DatabaseError where error.isFatal {
            close()
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

    /// Notes which register decides from now on.
    mutating func use(_ register: StoredRegister) {
        self.register = register
        unsaved.append(register)
    }

    mutating func close() {
        queue = nil
        inode = nil
    }

    private mutating func opened() throws -> DatabaseQueue {
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
    private mutating func abandonMoved(_ queue: DatabaseQueue) {
        try? queue.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        close()
        unlink(path + "-wal")
        unlink(path + "-shm")
    }

    /// Opens the file, which must be a journal or empty: nothing is written to any other.
    private func open() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let isForeign = try queue.read { database in
            let tables = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"
            return try Int.fetchOne(database, sql: tables) ?? 0 > 0 && !database.tableExists("decision")
        }
        if isForeign { throw JournalError.unreadable(path: path, reason: "it is no journal of tlsmandate") }
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

extension DatabaseError {
    /// Whether the connection itself is of no more use.
    fileprivate var isFatal: Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN].contains(resultCode)
    }
}
