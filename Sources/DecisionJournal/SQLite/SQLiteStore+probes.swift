internal import GRDB
internal import MandateCore

extension SQLiteStore {
    /// Keeps what probes found, in one transaction beside the chain.
    ///
    /// - Throws: Whatever SQLite reports; nothing has then been kept.
    func keep(_ findings: [ProbeFinding]) throws {
        try transaction(from: nil) { database, _ in
            let insert = try database.cachedStatement(sql: ProbeRow.insert)
            for finding in findings { try insert.execute(arguments: ProbeRow.arguments(finding)) }
        }
    }

    /// Removes the oldest of what probes found before a moment, at most ``JournalLimits/removedInOneStep``, but keeps the last of each
    /// gateway: the next probe is compared with it. A gateway that is gone leaves nothing.
    ///
    /// - Returns: How many findings were removed.
    func removeProbes(before moment: Timestamp) throws -> Int {
        var removed = 0
        try transaction(from: nil) { database, _ in
            let sql = """
                DELETE FROM probe WHERE id IN (
                    SELECT id FROM probe AS old WHERE time < ? AND (outcome = ? OR EXISTS (
                        SELECT 1 FROM probe WHERE agreement = old.agreement AND domain IS old.domain
                            AND gateway = old.gateway AND time > old.time
                    ))
                    ORDER BY time, id LIMIT \(JournalLimits.removedInOneStep)
                )
                """
            let gone = ProbeFinding.Outcome.gone.rawValue
            try database.execute(sql: sql, arguments: [moment.milliseconds, gone])
            removed = database.changesCount
        }
        return removed
    }
}
