internal import GRDB
internal import MandateCore

extension SQLiteStore {
    /// Removes the oldest entries before a moment, at most ``JournalLimits/removedInOneStep``, and says so in the chain.
    ///
    /// - Parameter id: The name of the entry that says so.
    /// - Returns: How many entries were removed.
    /// - Throws: ``NameTaken``; whatever SQLite reports: nothing has then been removed.
    func prune(before moment: Timestamp, id: RecordID, at now: Timestamp) throws -> Int {
        var removed = 0
        try transaction(from: id) { database, end in
            let oldest = JournalSchema.entries.map { table in
                """
                SELECT * FROM (
                    SELECT id, chain FROM \(table) WHERE id < \(RecordID(first: moment).number)
                    ORDER BY id LIMIT \(JournalLimits.removedInOneStep)
                )
                """
            }
            let sql = """
                SELECT id, chain FROM (\(oldest.joined(separator: " UNION ALL "))) ORDER BY id
                LIMIT \(JournalLimits.removedInOneStep)
                """
            let rows = try Row.fetchAll(database, sql: sql)
            guard let last = rows.last.map(StoredRow.init) else { return }
            let through = try last.number("id")
            let link = try last.link("chain")
            for table in JournalSchema.entries {
                try database.execute(sql: "DELETE FROM \(table) WHERE id <= ?", arguments: [through])
            }
            let insert = "INSERT INTO prune (id, time, removed, through, link, chain) VALUES (?, ?, ?, ?, ?, ?)"
            var values = BoundValues(try database.cachedStatement(sql: insert), .prune)
            values.bind(id.number)
            values.bind(Int64(now.milliseconds))
            values.bind(Int64(rows.count))
            values.bind(through)
            values.bind(octets: link?.link)
            try values.insert(behind: &end.head)
            end.newest = id
            removed = rows.count
        }
        return removed
    }
}
