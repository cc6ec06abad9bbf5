internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import MandateCore

extension SQLiteJournal {
    /// As for every journal; SQLite counts.
    package func groups(_ query: RecordQuery) throws -> [SummaryGroup] {
        var query = query
        query.limit = nil
        let (condition, arguments) = query.condition
        // One value, not a pair: where a pair is not found, SQLite goes through the whole list in search of a NULL.
        let message = "host || char(0) || queue_id"
        let counted = query.milterMessages.map { messages in
            """
            AND NOT (frontend = 'policy' AND NOT (mode = 'enforce' AND action IN ('reject', 'defer'))
                AND queue_id IS NOT NULL AND \(message) IN (
                SELECT \(message) FROM decision WHERE \(messages.span) AND frontend = 'milter' AND queue_id IS NOT NULL
            ))
            """
        }
        let sql = """
            SELECT time, agreement, direction, action, mode, violations, encryption_protocol, encryption_cipher FROM decision
            WHERE \(condition) \(counted ?? "")
            """
        return try queue.read { database in
            let statement = try database.makeStatement(sql: sql)
            try statement.setArguments(StatementArguments(arguments))
            return try KindCounts(statement).groups()
        }
    }
}

/// Counts the rows of a statement by what stands behind their first column, a time.
///
/// SQLite's own GROUP BY sorts all rows before it counts them, which takes twice as long: here each row is looked up by its octets.
private struct KindCounts {
    private struct Count {
        let columns: [String?]
        var count = 0
        var first: Int64
        var last: Int64
    }

    private var counts: [Count] = []
    private var places: [[UInt8]: Int] = [:]

    /// - Throws: ``JournalError/damaged(id:column:)`` where a column is of a type that no record has; what SQLite reports, as GRDB's
    ///   error.
    init(_ statement: Statement) throws {
        let row = statement.sqliteStatement
        var key: [UInt8] = []
        while true {
            let status = sqlite3_step(row)
            if status == SQLITE_DONE { return }
            guard status == SQLITE_ROW else { throw DatabaseError(resultCode: ResultCode(rawValue: status)) }
            key.removeAll(keepingCapacity: true)
            guard sqlite3_column_type(row, 0) == SQLITE_INTEGER else { throw Self.damaged(row, 0) }
            for index in 1..<sqlite3_column_count(row) { try Self.append(row, index, to: &key) }
            add(sqlite3_column_int64(row, 0), at: places[key] ?? place(of: row, key))
        }
    }

    private mutating func add(_ time: Int64, at place: Int) {
        counts[place].count += 1
        counts[place].first = min(counts[place].first, time)
        counts[place].last = max(counts[place].last, time)
    }

    private mutating func place(of row: SQLiteStatement, _ key: [UInt8]) -> Int {
        let columns = (1..<sqlite3_column_count(row)).map { index in
            sqlite3_column_text(row, index).map { String(cString: $0) }
        }
        counts.append(Count(columns: columns, first: .max, last: .min))
        places[key] = counts.count - 1
        return counts.count - 1
    }

    /// A column's octets behind their number; NULL has none that a text could have.
    private static func append(
        _ row: SQLiteStatement,
        _ index: Int32,
        to key: inout [UInt8]
    ) throws(JournalError) {
        let type = sqlite3_column_type(row, index)
        guard type == SQLITE_TEXT, let text = sqlite3_column_text(row, index) else {
            if type == SQLITE_NULL { return key.append(0xff) }
            throw damaged(row, index)
        }
        let octets = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(row, index)))
        key.append(bigEndian: UInt32(clamping: octets.count))
        key.append(contentsOf: octets)
    }

    private static func damaged(_ row: SQLiteStatement, _ index: Int32) -> JournalError {
        .damaged(id: nil, column: sqlite3_column_name(row, index).map { String(cString: $0) } ?? "")
    }

    func groups() throws -> [SummaryGroup] { try counts.map(Self.group) }

    /// - Throws: ``JournalError/damaged(id:column:)`` where a column holds what no record has.
    private static func group(_ count: Count) throws -> SummaryGroup {
        func known<Value: RawRepresentable<String>>(_ text: String, _ column: String) throws -> Value {
            guard let value = Value(rawValue: text) else { throw JournalError.damaged(id: nil, column: column) }
            return value
        }
        func moment(_ milliseconds: Int64) throws -> Timestamp {
            guard Timestamp.written.contains(Int(milliseconds)) else {
                throw JournalError.damaged(id: nil, column: "time")
            }
            return Timestamp(milliseconds: Int(milliseconds))
        }
        guard let violations = try? JSONDecoder().decode([String].self, from: Data((count.columns[4] ?? "").utf8))
        else { throw JournalError.damaged(id: nil, column: "violations") }
        return SummaryGroup(
            kind: SummaryGroup.Kind(
                agreement: count.columns[0],
                direction: try count.columns[1].map { try known($0, "direction") },
                action: try known(count.columns[2] ?? "", "action"),
                mode: try known(count.columns[3] ?? "", "mode"),
                violations: try violations.map { try known($0, "violations") },
                encryptionProtocol: count.columns[5],
                encryptionCipher: count.columns[6]
            ),
            count: count.count,
            first: try moment(count.first),
            last: try moment(count.last)
        )
    }
}
