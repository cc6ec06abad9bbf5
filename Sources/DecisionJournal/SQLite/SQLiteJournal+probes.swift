internal import GRDB
package import MandateCore

extension SQLiteJournal {
    /// Hands what probes of an agreement found to `body`, one at a time: gateway by gateway, and of each in the order of time, as
    /// ``HistoryBuilder`` takes it.
    ///
    /// - Parameter until: Of before this moment.
    /// - Throws: ``JournalError``; what SQLite reports; what `body` throws.
    package func probes(of agreement: String, until: Timestamp?, _ body: (ProbeFinding) throws -> Void) throws {
        try readProbes { database in
            let sql = """
                SELECT * FROM probe WHERE agreement = ? AND time < ? ORDER BY agreement, domain, gateway, time, id
                """
            let end = until?.milliseconds ?? .max
            let rows = try Row.fetchCursor(database, sql: sql, arguments: [agreement, end])
            while let row = try rows.next() { try body(ProbeRow.finding(row)) }
        }
    }

    /// The agreements of which something was kept, in the order of their names.
    package func probedAgreements() throws -> [String] {
        var names: [String] = []
        try readProbes { database in
            names = try String.fetchAll(database, sql: "SELECT DISTINCT agreement FROM probe ORDER BY agreement")
        }
        return names
    }

    /// What the next probe of an agreement's domain is compared with: a trail for each gateway that is not gone, and for those that
    /// are named.
    func trails(of run: ProbeRun) throws -> [String: GatewayTrail] {
        var trails: [String: GatewayTrail] = [:]
        try readProbes { database in
            let place: StatementArguments = [run.agreement, run.domain]
            let gateways = try String.fetchAll(
                database,
                sql: "SELECT DISTINCT gateway FROM probe WHERE agreement = ? AND domain IS ?",
                arguments: place
            )
            for gateway in gateways {
                func last(_ condition: String) throws -> [ProbeFinding] {
                    let sql = """
                        SELECT * FROM probe WHERE agreement = ? AND domain IS ? AND gateway = ? AND \(condition) AND time =
                            (SELECT max(time) FROM probe WHERE agreement = ? AND domain IS ? AND gateway = ? AND \(condition))
                        ORDER BY id
                        """
                    let one = place + [gateway]
                    return try Row.fetchAll(database, sql: sql, arguments: one + one).map(ProbeRow.finding)
                }
                trails[gateway] = GatewayTrail(latest: try last("1"), encrypted: try last("protocol IS NOT NULL"))
            }
        }
        return trails
    }

    /// A journal that no service has opened since probes are kept has none.
    private func readProbes(_ body: (Database) throws -> Void) throws {
        try queue.read { database in
            if try database.tableExists("probe") { try body(database) }
        }
    }
}
