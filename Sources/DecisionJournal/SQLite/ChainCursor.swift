internal import GRDB
internal import GRDBSQLite
internal import MandateCore

/// One table's entries in the order of their names, octet by octet as the file holds them: what a text hides behind a zero octet
/// belongs to it, too (sqlite3_column_blob(3)).
struct ChainCursor {
    let kind: ChainContent.Kind
    private let statement: Statement
    private let columns: [String: Int32]
    /// The entry's name; nil behind the last entry.
    private(set) var id: RecordID?

    init(_ table: String, in database: Database) throws {
        kind =
            switch table {
            case "gap": .gap
            case "completion": .completion
            case "prune": .prune
            default: .decision
            }
        statement = try database.makeStatement(sql: "SELECT * FROM \(table) ORDER BY id")
        columns = Dictionary(uniqueKeysWithValues: zip(statement.columnNames, 0...))
        try advance()
    }

    /// Goes on to the next entry.
    ///
    /// - Throws: What SQLite reports, as GRDB's error.
    mutating func advance() throws {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: id = RecordID(number: number("id"))
        case SQLITE_DONE: id = nil
        case let status: throw DatabaseError(resultCode: ResultCode(rawValue: status))
        }
    }

    func number(_ column: String) -> Int64 { sqlite3_column_int64(statement.sqliteStatement, columns[column] ?? 0) }

    /// nil: NULL, or of another type.
    func text(_ column: String) -> String? {
        guard let index = columns[column], type(index) == SQLITE_TEXT else { return nil }
        return octets(index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the entry may be of before journals had a chain.
    var isUnchained: Bool {
        guard kind == .decision || kind == .gap, let index = columns["chain"] else { return false }
        return type(index) == SQLITE_NULL
    }

    /// What the entry keeps of the chain; nil: nothing, or nothing that the journal writes.
    var link: ChainHead? {
        guard let index = columns["chain"], type(index) == SQLITE_BLOB else { return nil }
        return octets(index) { ChainHead(link: Array($0)) }
    }

    /// The columns in the order in which they were bound; the link, the last one, is not part of itself.
    ///
    /// - Parameter absent: A column that is taken for NULL.
    func content(without absent: String? = nil) -> ChainContent {
        var content = ChainContent(kind)
        let link = columns["chain"]
        let absent = absent.flatMap { columns[$0] }
        for index in 0..<Int32(columns.count) where index != link {
            if index == absent { content.appendNull() } else { append(index, to: &content) }
        }
        return content
    }

    private func append(_ index: Int32, to content: inout ChainContent) {
        switch type(index) {
        case SQLITE_INTEGER: content.append(sqlite3_column_int64(statement.sqliteStatement, index))
        case SQLITE_FLOAT: content.append(sqlite3_column_double(statement.sqliteStatement, index))
        case SQLITE_TEXT: octets(index) { content.append(text: $0) }
        case SQLITE_BLOB: octets(index) { content.append(octets: $0) }
        default: content.appendNull()
        }
    }

    private func type(_ index: Int32) -> Int32 { sqlite3_column_type(statement.sqliteStatement, index) }

    private func octets<Result>(_ index: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = sqlite3_column_blob(statement.sqliteStatement, index)
        return body(
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement.sqliteStatement, index)))
        )
    }
}
