import Foundation
internal import GRDB
package import MandateCore

/// A SQLite journal that is read.
package struct SQLiteJournal: JournalSource {
    let queue: DatabaseQueue
    private let path: String

    package var url: String { "sqlite:\(path)" }

    /// Opens a journal for reading; nothing is written to it, and none is made.
    ///
    /// - Throws: ``JournalError``.
    package init(path: String) throws(JournalError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(JournalLimits.lockPatience / .seconds(1))
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            let isNewer = try queue.read(JournalSchema.migrator.hasBeenSuperseded)
            let isJournal = try queue.read { try $0.tableExists("decision") }
            if isNewer { throw JournalError.newerSchema(path: path) }
            if !isJournal { throw JournalError.noJournal(path: path, reason: "it is no journal of tlsmandate") }
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
            throw .noJournal(path: path, reason: "\(error)")
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    package func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        try queue.read { database in
            let gaps = try Row.fetchCursor(database, sql: "SELECT * FROM gap WHERE \(query.span) ORDER BY id")
            var gap = try gaps.next().map(Self.gap)
            let (sql, arguments) = query.select
            let rows = try Row.fetchCursor(database, sql: sql, arguments: StatementArguments(arguments))
            var isFirst = true
            var count = 0
            while let row = try rows.next() {
                count += 1
                let record = try RecordRow.record(row)
                // With a limit, what lies before the first of the latest is left out, gaps too.
                while isFirst, query.limit != nil, query.after == nil, let (id, _) = gap, id < record.id {
                    gap = try gaps.next().map(Self.gap)
                }
                isFirst = false
                while let (id, entry) = gap, id < record.id {
                    try body(entry)
                    gap = try gaps.next().map(Self.gap)
                }
                try body(.decision(record))
            }
            // After a page, what lies behind its last record belongs to the next.
            let isPage = query.limit != nil && query.after != nil && count == query.limit
            while !isPage, let (_, entry) = gap {
                try body(entry)
                gap = try gaps.next().map(Self.gap)
            }
        }
    }

    package func record(_ id: RecordID) throws -> DecisionRecord? {
        try queue.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM decision WHERE id = ?", arguments: [id.number])
                .map(RecordRow.record)
        }
    }

    package func register(_ digest: String) throws -> [StoredRegister.Text] {
        try queue.read { database in
            let sql = """
                SELECT path, digest, octets FROM register_text JOIN text USING (digest) WHERE register = ? ORDER BY position
                """
            return try Row.fetchAll(database, sql: sql, arguments: [digest]).map { row in
                let row = StoredRow(row)
                return StoredRegister.Text(
                    path: try row.text("path"),
                    digest: try row.text("digest"),
                    octets: try row.octets("octets")
                )
            }
        }
    }

    private static func gap(_ row: Row) throws(JournalError) -> (RecordID, JournalEntry) {
        let row = StoredRow(row)
        let id = RecordID(number: try row.number("id"))
        let lost = Int(try row.number("lost"))
        return (id, .gap(id: id, time: try row.moment("time"), host: try row.text("host"), lost: lost))
    }
}

extension RecordQuery {
    /// The moments asked for. Names are ordered by time, but for what a clock that was set back leaves ahead.
    var span: String {
        let conditions = [
            after.map { "id > \($0.number)" },
            since.map { "id >= \(RecordID(first: $0).number) AND time >= \($0.milliseconds)" },
            until.map { "id < \(Self.firstBehind($0)) AND time < \($0.milliseconds)" },
        ]
        return (["1"] + conditions.compactMap { $0 }).joined(separator: " AND ")
    }

    /// The first name that nothing of before a moment can have.
    private static func firstBehind(_ moment: Timestamp) -> Int64 {
        RecordID(first: moment, slack: JournalLimits.nameAhead).number
    }

    /// What a row must be like, and the arguments of that.
    var condition: (String, [String]) {
        var conditions = [span]
        var arguments: [String] = []
        for (key, values) in filters {
            conditions.append("(" + values.map { _ in key.condition }.joined(separator: " OR ") + ")")
            arguments += values
        }
        return (conditions.joined(separator: " AND "), arguments)
    }

    /// The statement and its arguments.
    var select: (String, [String]) {
        let (condition, arguments) = condition
        let all = "SELECT * FROM decision WHERE \(condition) ORDER BY id"
        guard let limit else { return (all, arguments) }
        if after != nil { return ("\(all) LIMIT \(limit)", arguments) }
        return ("SELECT * FROM (\(all) DESC LIMIT \(limit)) ORDER BY id", arguments)
    }
}

extension RecordQuery.Key {
    fileprivate var condition: String {
        let caseless = isCaseless ? " COLLATE NOCASE" : ""
        if isList { return "EXISTS (SELECT 1 FROM json_each(\(rawValue)) WHERE value = ?\(caseless))" }
        // The one number is compared as the text that it is printed as.
        return self == .encryptionKeySize ? "CAST(\(rawValue) AS TEXT) = ?" : "\(rawValue) = ?\(caseless)"
    }
}
