import Foundation
internal import GRDB
package import MandateCore

/// Reads a SQLite journal, also while the service writes it.
package struct JournalReader {
    private let queue: DatabaseQueue

    /// Opens a journal for reading; nothing is written to it, and none is made.
    ///
    /// - Throws: ``JournalError``.
    package init(path: String) throws(JournalError) {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            let isNewer = try queue.read(JournalSchema.migrator.hasBeenSuperseded)
            let isJournal = try queue.read { try $0.tableExists("decision") }
            if isNewer { throw JournalError.newerSchema(path: path) }
            if !isJournal { throw JournalError.unreadable(path: path, reason: "it is no journal of tlsmandate") }
        } catch let error as JournalError {
            throw error
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    /// Hands the records that a query asks for to `body`, in the order of time, holding one at a time.
    package func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        try queue.read { database in
            let gaps = try Row.fetchCursor(database, sql: "SELECT * FROM gap WHERE \(query.span) ORDER BY id")
            var gap = try gaps.next().map(Self.gap)
            let (sql, arguments) = query.select
            let rows = try Row.fetchCursor(database, sql: sql, arguments: StatementArguments(arguments))
            var isFirst = true
            while let row = try rows.next() {
                let record = try RecordRow.record(row)
                // With a limit, what lies before the first of the latest is left out, gaps too.
                while isFirst, query.limit != nil, let (id, _) = gap, id < record.id {
                    gap = try gaps.next().map(Self.gap)
                }
                isFirst = false
                while let (id, entry) = gap, id < record.id {
                    try body(entry)
                    gap = try gaps.next().map(Self.gap)
                }
                try body(.decision(record))
            }
            while let (_, entry) = gap {
                try body(entry)
                gap = try gaps.next().map(Self.gap)
            }
        }
    }

    /// One record, or nil where there is none of that name.
    package func record(_ id: RecordID) throws -> DecisionRecord? {
        try queue.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM decision WHERE id = ?", arguments: [id.number])
                .map(RecordRow.record)
        }
    }

    /// The texts of a register; empty where the journal does not have it.
    package func register(_ digest: String) throws -> [StoredRegister.Text] {
        try queue.read { database in
            let sql = """
                SELECT path, digest, octets FROM register_text JOIN text USING (digest) WHERE register = ? ORDER BY position
                """
            return try Row.fetchAll(database, sql: sql, arguments: [digest]).map { row in
                StoredRegister.Text(path: row["path"], digest: row["digest"], octets: [UInt8](row["octets"] as Data))
            }
        }
    }

    private static func gap(_ row: Row) -> (RecordID, JournalEntry) {
        let id = RecordID(number: row["id"])
        return (id, .gap(id: id, time: Timestamp(milliseconds: row["time"]), host: row["host"], lost: row["lost"]))
    }
}

extension RecordQuery {
    /// The moments asked for; ids are ordered by time.
    var span: String {
        let conditions = [
            since.map { "id >= \(RecordID(first: $0).number)" }, until.map { "id < \(RecordID(first: $0).number)" },
        ]
        return (["1"] + conditions.compactMap { $0 }).joined(separator: " AND ")
    }

    /// The statement and its arguments.
    var select: (String, [String]) {
        var conditions = [span]
        var arguments: [String] = []
        for (key, values) in filters {
            conditions.append("(" + values.map { _ in key.condition }.joined(separator: " OR ") + ")")
            arguments += values
        }
        let all = "SELECT * FROM decision WHERE \(conditions.joined(separator: " AND ")) ORDER BY id"
        guard let limit else { return (all, arguments) }
        return ("SELECT * FROM (\(all) DESC LIMIT \(limit)) ORDER BY id", arguments)
    }
}
