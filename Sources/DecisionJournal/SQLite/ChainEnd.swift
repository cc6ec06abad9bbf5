internal import GRDB
internal import MandateCore

/// The end of the chain in a file, as it stands between two transactions.
struct ChainEnd {
    var newest: RecordID?
    var head: ChainHead
    /// Changes when another connection has written: a prune by hand (https://sqlite.org/pragma.html#pragma_data_version).
    private let dataVersion: Int64

    /// The end that was known, unless somebody else has moved it since.
    static func current(after known: ChainEnd?, in database: Database) throws -> ChainEnd {
        let version = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        if let known, known.dataVersion == version { return known }
        return try read(in: database, version: version)
    }

    /// - Throws: ``JournalError/damaged(id:column:)`` where the newest entry holds what no journal writes and nothing could follow;
    ///   what SQLite reports.
    private static func read(in database: Database, version: Int64) throws -> ChainEnd {
        let tables = JournalSchema.entries.map { table in
            "SELECT * FROM (SELECT id, chain FROM \(table) ORDER BY id DESC LIMIT 1)"
        }
        let sql = tables.joined(separator: " UNION ALL ") + " ORDER BY id DESC LIMIT 1"
        guard let row = try Row.fetchOne(database, sql: sql).map(StoredRow.init) else {
            return ChainEnd(newest: nil, head: .none, dataVersion: version)
        }
        let newest = RecordID(number: try row.number("id"))
        // No name could follow.
        if newest >= .last { throw row.damaged("id") }
        return ChainEnd(newest: newest, head: try row.link("chain") ?? .none, dataVersion: version)
    }
}
