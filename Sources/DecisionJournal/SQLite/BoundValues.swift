internal import GRDB
internal import GRDBSQLite

/// Binds an entry's values to a statement's parameters one after the other, links it to the chain, and inserts it
/// (sqlite3_bind(3)).
struct BoundValues {
    private let statement: Statement
    private var position: Int32 = 0
    private var failure = SQLITE_OK
    private var content: ChainContent

    init(_ statement: Statement, _ kind: ChainContent.Kind) {
        self.statement = statement
        content = ChainContent(kind)
        sqlite3_reset(statement.sqliteStatement)
    }

    mutating func bind(_ number: Int64) {
        content.append(number)
        position += 1
        note(sqlite3_bind_int64(statement.sqliteStatement, position, number))
    }

    /// Binds a text; nil becomes NULL. SQLite copies it before the call returns (SQLITE_TRANSIENT is the pointer -1).
    mutating func bind(_ text: String?) {
        position += 1
        guard var text else {
            content.appendNull()
            return note(sqlite3_bind_null(statement.sqliteStatement, position))
        }
        let status = text.withUTF8 { octets in
            content.append(text: UnsafeRawBufferPointer(octets))
            return octets.withMemoryRebound(to: CChar.self) { characters in
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

    /// Binds octets; nil becomes NULL.
    mutating func bind(octets: [UInt8]?) {
        position += 1
        guard let octets else {
            content.appendNull()
            return note(sqlite3_bind_null(statement.sqliteStatement, position))
        }
        octets.withUnsafeBytes { content.append(octets: $0) }
        note(Self.bind(octets, statement, position))
    }

    // The destructor is never called: SQLite takes this one value for an order to copy.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func bind(_ octets: [UInt8], _ statement: Statement, _ position: Int32) -> Int32 {
        octets.withUnsafeBytes {
            sqlite3_bind_blob64(statement.sqliteStatement, position, $0.baseAddress, UInt64($0.count), transient)
        }
    }

    private mutating func note(_ status: Int32) {
        if status != SQLITE_OK { failure = status }
    }

    /// Links the entry to the one before, as its last value, and runs the statement once.
    ///
    /// - Parameter head: The end of the chain; the entry becomes it.
    /// - Throws: What SQLite reports, as GRDB's error.
    mutating func insert(behind head: inout ChainHead) throws {
        defer { sqlite3_reset(statement.sqliteStatement) }
        let next = head.next(content)
        position += 1
        note(Self.bind(next.link, statement, position))
        let status = failure == SQLITE_OK ? sqlite3_step(statement.sqliteStatement) : failure
        guard status == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: status)) }
        head = next
    }
}
