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
    static func finding(_ row: Row) throws(JournalError) -> ProbeFinding {
        let row = StoredRow(row)
        guard let outcome = ProbeFinding.Outcome(rawValue: try row.text("outcome")) else {
            throw row.damaged("outcome")
        }
        var finding = ProbeFinding(
            time: try row.moment("time"),
            agreement: try row.text("agreement"),
            domain: try row.optionalText("domain"),
            gateway: try row.text("gateway"),
            address: try row.text("address"),
            outcome: outcome,
            result: try row.optionalText("result"),
            demands: try row.list("demands"),
            reason: try row.optionalText("reason")
        )
        if let protocolName = try row.optionalText("protocol"), let cipher = try row.optionalText("cipher") {
            let bits = try row.isNull("bits") ? 0 : Int(row.number("bits"))
            finding.session = .init(protocolName: protocolName, cipher: cipher, bits: bits)
        }
        if let fingerprint = try row.optionalText("fingerprint") {
            finding.certificate = .init(
                fingerprint: fingerprint,
                subject: try row.optionalText("subject") ?? "",
                issuer: try row.optionalText("issuer") ?? "",
                notAfter: try row.isNull("not_after") ? nil : row.moment("not_after"),
                matchedName: try row.optionalText("matched_name")
            )
        }
        return finding
    }
}
