internal import GRDB
internal import MandateCore

/// The registers that some decision of a journal names.
struct UsedRegisters {
    let digests: Set<String>
    /// The newest decision that was looked at.
    let newest: RecordID
}

extension SQLiteJournal {
    /// Which registers decided; reads every decision.
    func usedRegisters() throws -> UsedRegisters {
        try queue.read { database in
            let digests = try String.fetchSet(database, sql: "SELECT DISTINCT register FROM decision")
            let newest = try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM decision") ?? 0
            return UsedRegisters(digests: digests, newest: RecordID(number: newest))
        }
    }
}

extension SQLiteStore {
    /// Removes the texts of registers that no decision names, but for those that decide from now on.
    ///
    /// - Parameter used: The registers that older decisions name; newer ones are looked at here.
    func removeRegisters(but used: UsedRegisters) throws {
        try transaction(from: nil) { database, _ in
            let newer = "SELECT DISTINCT register FROM decision WHERE id > ?"
            let kept = try used.digests.union(deciding)
                .union(String.fetchSet(database, sql: newer, arguments: [used.newest.number]))
            let stored = try String.fetchSet(database, sql: "SELECT DISTINCT register FROM register_text")
            let unused = stored.subtracting(kept)
            for register in unused {
                try database.execute(sql: "DELETE FROM register_text WHERE register = ?", arguments: [register])
            }
            if unused.isEmpty { return }
            try database.execute(sql: "DELETE FROM text WHERE digest NOT IN (SELECT digest FROM register_text)")
        }
    }
}
