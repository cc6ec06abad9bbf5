import ArgumentParser

/// Reads the journal.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads the journal of decisions.",
        subcommands: [
            AuditList.self, AuditShow.self, AuditSummary.self, AuditSessions.self, AuditHeld.self, AuditIncidents.self,
            AuditReportCommand.self, AuditVerify.self, AuditPrune.self,
        ]
    )
}
