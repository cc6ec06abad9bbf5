package import MandateCore

/// Keeps what probes found in a SQLite journal, beside the service that writes it.
package struct ProbeKeeper {
    /// A change that a kept finding tells of.
    package struct Change: Sendable {
        package let agreement: String
        package let domain: String?
        /// `host:port`.
        package let gateway: String
        package let change: ProbeChange
    }

    private let path: String

    /// - Parameter path: The journal's file, which must be there: it is the service that makes it, as a file of its own user's. One
    ///   that a probe made, run by root or by an administrator, the service could not write.
    package init(path: String) { self.path = path }

    /// Compares with what the last probes found, and keeps.
    ///
    /// - Returns: What has changed.
    /// - Throws: ``JournalError``; whatever SQLite reports: nothing has then been kept.
    package func keep(_ runs: [ProbeRun]) throws -> [Change] {
        var changes: [Change] = []
        var findings: [ProbeFinding] = []
        let journal = try SQLiteJournal(path: path)
        for run in runs {
            var trails = try journal.trails(of: run)
            let present = trails.filter { $0.value.latest.first?.outcome != .gone }.keys.sorted()
            let completed = run.completed(with: present)
            findings += completed
            for (gateway, found) in Self.grouped(completed) {
                for change in trails[gateway, default: GatewayTrail()].add(found) {
                    changes.append(
                        Change(agreement: run.agreement, domain: run.domain, gateway: gateway, change: change)
                    )
                }
            }
        }
        if findings.isEmpty { return [] }
        let store = SQLiteStore(path: path, synchronous: "NORMAL")
        defer { store.close() }
        try store.keep(findings)
        return changes
    }

    /// The findings by gateway, in the order of their first.
    private static func grouped(_ findings: [ProbeFinding]) -> [(String, [ProbeFinding])] {
        var groups: [(String, [ProbeFinding])] = []
        for finding in findings {
            if let index = groups.firstIndex(where: { $0.0 == finding.gateway }) {
                groups[index].1.append(finding)
            } else {
                groups.append((finding.gateway, [finding]))
            }
        }
        return groups
    }
}
