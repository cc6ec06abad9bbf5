import Foundation
internal import GRDB
internal import MandateCore

/// What a probe found, as a row of the journal, both ways.
enum ProbeRow {
    static let insert = """
        INSERT INTO probe (time, agreement, domain, gateway, address, outcome, result, demands, reason, protocol, cipher, bits,
            fingerprint, subject, issuer, not_after, matched_name)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static func arguments(_ finding: ProbeFinding) throws -> StatementArguments {
        [
            finding.time.milliseconds, finding.agreement, finding.domain, finding.gateway, finding.address,
            finding.outcome.rawValue, finding.result,
            String(decoding: try JSONEncoder().encode(finding.demands), as: UTF8.self), finding.reason,
            finding.session?.protocolName, finding.session?.cipher, finding.session?.bits,
            finding.certificate?.fingerprint, finding.certificate?.subject, finding.certificate?.issuer,
            finding.certificate?.notAfter?.milliseconds, finding.certificate?.matchedName,
        ]
    }

    /// - Throws: ``JournalError/damaged(id:column:)`` for what no probe has written.
    static func finding(_ row: Row) throws -> ProbeFinding {
        func damaged(_ column: String) -> JournalError { .damaged(id: row["id"], column: column) }
        guard let outcome = (row["outcome"] as String?).flatMap(ProbeFinding.Outcome.init) else {
            throw damaged("outcome")
        }
        guard let demands = try? JSONDecoder().decode([String].self, from: Data((row["demands"] as String).utf8)) else {
            throw damaged("demands")
        }
        var finding = ProbeFinding(
            time: Timestamp(milliseconds: row["time"]),
            agreement: row["agreement"],
            domain: row["domain"],
            gateway: row["gateway"],
            address: row["address"],
            outcome: outcome,
            result: row["result"],
            demands: demands,
            reason: row["reason"]
        )
        if let protocolName = row["protocol"] as String?, let cipher = row["cipher"] as String? {
            finding.session = .init(protocolName: protocolName, cipher: cipher, bits: row["bits"] ?? 0)
        }
        if let fingerprint = row["fingerprint"] as String? {
            finding.certificate = .init(
                fingerprint: fingerprint,
                subject: row["subject"] ?? "",
                issuer: row["issuer"] ?? "",
                notAfter: (row["not_after"] as Int?).map { Timestamp(milliseconds: $0) },
                matchedName: row["matched_name"]
            )
        }
        return finding
    }
}
