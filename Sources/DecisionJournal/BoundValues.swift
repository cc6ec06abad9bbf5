internal import GRDB
internal import GRDBSQLite

/// Binds values to a statement's parameters one after the other, and runs it (sqlite3_bind(3)).
struct BoundValues {
    private let statement: Statement
    private var position: Int32 = 0
    private var failure = SQLITE_OK

    init(_ statement: Statement) {
        self.statement = statement
        sqlite3_reset(statement.sqliteStatement)
    }

    mutating func bind(_ number: Int64) {
        position += 1
        note(sqlite3_bind_int64(statement.sqliteStatement, position, number))
    }

    /// Binds a text; nil becomes NULL. SQLite copies it before the call returns (SQLITE_TRANSIENT is the pointer -1).
    mutating func bind(_ text: String?) {
        position += 1
        guard var text else { return note(sqlite3_bind_null(statement.sqliteStatement, position)) }
        let status = text.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text64(
                    statement.sqliteStatement,
                    position,
                    characters.baseAddress,
                    UInt64(characters.count),
                    Self.transient,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
        note(status)
    }

    // The destructor is never called: SQLite takes this one value for an order to copy.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private mutating func note(_ status: Int32) {
        if status != SQLITE_OK { failure = status }
    }

    /// Runs the statement once.
    ///
    /// - Throws: What SQLite reports, as GRDB's error.
    func run() throws {
        defer { sqlite3_reset(statement.sqliteStatement) }
        let status = failure == SQLITE_OK ? sqlite3_step(statement.sqliteStatement) : failure
        guard status == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: status)) }
    }
}
