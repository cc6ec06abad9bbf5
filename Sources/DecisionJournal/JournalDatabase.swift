import Foundation
internal import GRDB
internal import MandateCore

/// The SQLite file behind a writer: opened when it is needed, and opened anew when it was moved away or could not be opened.
///
/// Write-ahead logging: `synchronous = NORMAL` writes a commit to the log file, which outlives the process; `FULL` also has the
/// disk confirm it (https://sqlite.org/pragma.html#pragma_synchronous). Not Sendable: it belongs to its writer's queue.
struct JournalDatabase {
    let path: String
    let synchronous: String
    /// The texts of the register that decides, to be kept beside its decisions.
    var register: StoredRegister?

    /// The records of messages that are being received.
    var instances = RecentInstances()

    private var queue: DatabaseQueue?
    private var inode: UInt64?
    private var isRegisterStored = false
    private var nextAttempt = ContinuousClock.now
    private var nextLook = ContinuousClock.now

    init(path: String, synchronous: String) {
        self.path = path
        self.synchronous = synchronous
    }

    /// Writes in one transaction.
    ///
    /// - Throws: Whatever SQLite reports; nothing has then been written.
    mutating func write(_ body: (Database) throws -> Void) throws {
        let queue = try opened()
        if !isRegisterStored, let register {
            try queue.write { try register.store(in: $0) }
            isRegisterStored = true
        }
        do {
            try queue.writeWithoutTransaction { try Self.transaction($0, body) }
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
        isRegisterStored = false
    }

    mutating func close() {
        queue = nil
        inode = nil
        isRegisterStored = false
    }

    private mutating func opened() throws -> DatabaseQueue {
        if let queue {
            // A file that was moved or removed would swallow every record to come.
            let now = ContinuousClock.now
            if now < nextLook { return queue }
            nextLook = now.advanced(by: .milliseconds(JournalLimits.lookInterval))
            if inode == Self.inode(of: path) { return queue }
            close()
        }
        guard ContinuousClock.now >= nextAttempt else {
            throw JournalError.unreadable(path: path, reason: "it could not be opened just now")
        }
        nextAttempt = .now.advanced(by: .milliseconds(JournalLimits.reopenInterval))
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        let synchronous = synchronous
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 4000"
            )
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        if try queue.read(JournalSchema.migrator.hasBeenSuperseded) { throw JournalError.newerSchema(path: path) }
        try JournalSchema.migrator.migrate(queue)
        self.queue = queue
        inode = Self.inode(of: path)
        nextAttempt = .now
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
