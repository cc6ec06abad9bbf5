internal import GRDB
package import MandateCore

/// Whether a SQLite journal is as it was written.
///
/// Each entry's hash is over itself and its predecessor's, and its number follows on: what was changed, removed or inserted
/// breaks the chain at the next entry at the latest. Nobody can see from the journal alone that its newest entries are gone, or
/// that all of it was written anew: for that, a head of the chain that another host has kept is compared (`anchor`).
package struct ChainVerification: Sendable {
    /// What is wrong, where the chain breaks first.
    package enum Break: Equatable, Sendable {
        /// The entry is not what was written.
        case changed(RecordID)
        /// So many entries are missing before this one.
        case removed(count: UInt64, before: RecordID)
        /// The entry was not written by the journal.
        case inserted(RecordID)
        /// A text of a register is not the one that decided.
        case text(digest: String)
        /// The texts of a register are not all those that decided, or not under their names.
        case register(digest: String)
        /// The journal never had this head, or was rewritten since; nil: what it had at that number is gone.
        case anchor(ChainHead, found: ChainHead?)
    }

    /// Entries whose place in the chain was verified.
    package fileprivate(set) var entries = 0
    /// Entries of before journals had a chain.
    package fileprivate(set) var unchained = 0
    /// Entries that retention or an administrator removed, as the chain says.
    package fileprivate(set) var pruned = 0
    package fileprivate(set) var head = ChainHead.none
    /// nil: the journal is as it was written.
    package fileprivate(set) var broken: Break?
}

extension SQLiteJournal {
    /// Verifies the whole chain.
    ///
    /// - Parameter anchor: A head that the journal had, as another host has kept it.
    /// - Throws: ``JournalError``; what SQLite reports.
    package func verify(anchor: ChainHead? = nil) throws -> ChainVerification {
        try queue.read { database in
            var walk = ChainWalk(anchor: anchor)
            guard try database.tableExists("prune") else { return try walk.passOver(database) }
            try walk.begin(in: database)
            var cursors = try JournalSchema.entries.map { try ChainCursor($0, in: database) }
            while walk.result.broken == nil {
                var next: (index: Int, id: RecordID)?
                for index in cursors.indices {
                    guard let id = cursors[index].id, next.map({ id < $0.id }) ?? true else { continue }
                    next = (index, id)
                }
                guard let next else { break }
                try walk.take(cursors[next.index], next.id, in: database)
                try cursors[next.index].advance()
            }
            try walk.end(in: database)
            return walk.result
        }
    }
}

/// The chain from its first entry to its last.
private struct ChainWalk {
    var result = ChainVerification()
    private let anchor: ChainHead?
    private var isAnchored = false
    /// The newest entry that was removed as the chain says.
    private var prunedThrough: Int64 = 0
    /// Records with a queue id that their message's end has brought them, whose entry is still to come.
    private var completed: [Int64: String] = [:]

    init(anchor: ChainHead?) { self.anchor = anchor }

    /// The result for a journal that no service has opened since journals have a chain.
    mutating func passOver(_ database: Database) throws -> ChainVerification {
        let sql = "SELECT (SELECT count(*) FROM decision) + (SELECT count(*) FROM gap)"
        result.unchained = try Int.fetchOne(database, sql: sql) ?? 0
        try end(in: database)
        return result
    }

    mutating func begin(in database: Database) throws {
        let sql = "SELECT id, through, link FROM prune ORDER BY id DESC LIMIT 1"
        guard let last = try Row.fetchOne(database, sql: sql).map(StoredRow.init) else { return }
        do throws(JournalError) {
            prunedThrough = try last.number("through")
            result.head = try last.link("link") ?? .none
        } catch {
            return result.broken = .changed(RecordID(number: try last.number("id")))
        }
        // What the anchor speaks of was removed in its time: there is nothing to compare it with.
        if let anchor, anchor.sequence < result.head.sequence { isAnchored = true }
        compareAnchor()
    }

    mutating func take(_ entry: ChainCursor, _ id: RecordID, in database: Database) throws {
        guard let link = entry.link else {
            if result.head == .none, entry.isUnchained {
                result.unchained += 1
            } else {
                result.broken = .changed(id)
            }
            return
        }
        if result.head.next(entry.content()) != link {
            guard entry.kind == .decision, let queueID = entry.text("queue_id"),
                result.head.next(entry.content(without: "queue_id")) == link
            else {
                result.broken = difference(link, id)
                return
            }
            completed[id.number] = queueID
        }
        result.head = link
        result.entries += 1
        if entry.kind == .completion { try complete(entry, in: database) }
        if entry.kind == .prune { count(entry, id) }
        compareAnchor()
    }

    mutating func end(in database: Database) throws {
        guard result.broken == nil else { return }
        if let changed = completed.keys.min() {
            result.broken = .changed(RecordID(number: changed))
        } else if let anchor, !isAnchored {
            result.broken = .anchor(anchor, found: nil)
        } else {
            result.broken = try changedText(in: database) ?? changedRegister(in: database)
        }
    }

    private func difference(_ link: ChainHead, _ id: RecordID) -> ChainVerification.Break {
        if link.sequence > result.head.sequence + 1 {
            return .removed(count: link.sequence - result.head.sequence - 1, before: id)
        }
        return link.sequence <= result.head.sequence ? .inserted(id) : .changed(id)
    }

    /// Adds what a pruning has removed; a number that does not add up was not written by the journal, whatever its hash.
    private mutating func count(_ prune: ChainCursor, _ id: RecordID) {
        let (sum, isOver) = result.pruned.addingReportingOverflow(Int(prune.number("removed")))
        if isOver { result.broken = .changed(id) } else { result.pruned = sum }
    }

    private mutating func complete(_ completion: ChainCursor, in database: Database) throws {
        let record = completion.number("record")
        let queueID = completion.text("queue_id")
        if let found = completed.removeValue(forKey: record) {
            if found != queueID { result.broken = .changed(RecordID(number: record)) }
            return
        }
        let sql = "SELECT queue_id IS ? FROM decision WHERE id = ?"
        let isRight = try Bool.fetchOne(database, sql: sql, arguments: [queueID, record]) ?? (record <= prunedThrough)
        if !isRight {
            result.broken = .changed(RecordID(number: record))
        }
    }

    private mutating func compareAnchor() {
        guard let anchor, anchor.sequence == result.head.sequence, result.broken == nil else { return }
        isAnchored = true
        if anchor != result.head { result.broken = .anchor(anchor, found: result.head) }
    }

    private func changedText(in database: Database) throws -> ChainVerification.Break? {
        let texts = try Row.fetchCursor(database, sql: "SELECT digest, octets FROM text")
        while let row = try texts.next().map(StoredRow.init) {
            let digest = try row.text("digest")
            guard let octets = try? row.octets("octets"), StoredRegister.digest(of: octets) == digest else {
                return .text(digest: digest)
            }
        }
        return nil
    }

    private func changedRegister(in database: Database) throws -> ChainVerification.Break? {
        for register in try StoredRegister.names(in: database) where register.digest != register.digestOfNames {
            return .register(digest: register.digest)
        }
        return nil
    }
}
