import MandateCore

/// What `status` prints, and the service's answer on its control socket.
struct StatusReport: Codable {
    struct Listener: Codable {
        let frontend: Frontend
        let address: String
    }

    struct Journal: Codable {
        let url: String
        let healthy: Bool
        let failure: String?
        let recorded: Int
        /// Acceptances that were not recorded.
        let lost: Int
    }

    let version: String
    let pid: Int
    let started: String
    /// The register's digest.
    let register: String
    let agreements: Int
    let domains: Int
    let loaded: String
    let failedReload: ServiceState.FailedReload?
    let listeners: [Listener]
    let connections: Int
    let journal: Journal
    let counts: DecisionStatistics.Counts
    let warnings: [String]

    enum CodingKeys: String, CodingKey {
        case version, pid, started, register, agreements, domains, loaded, listeners, connections, journal, counts,
            warnings
        case failedReload = "failed_reload"
    }
}

extension StatusReport {
    /// The register in force, in words.
    var held: String { "\(agreements.counting("agreement")), \(domains.counting("domain")), loaded \(loaded)" }
}
