package import MandateCore

/// What a probe says of one domain, or of one list of gateways. Stored as it encodes itself.
package struct ProbeReport: Codable, Equatable, Sendable {
    /// The answer to monitoring: its exit code is its place here (DESIGN.md, section 4).
    package enum Verdict: String, Codable, Sendable {
        case kept, warning, violated
        case notTested = "not_tested"
    }

    /// nil: gateways that were named without one.
    package var domain: String?
    package var agreement: String?
    package var partner: String?
    /// `outbound` or `ours`.
    package var section: String?
    /// Of the section; in `testing`, what is violated is a warning.
    package var mode: Mode?
    /// The agreement's file, for the lines of its demands.
    package var file: String?
    /// RFC 3339.
    package var time: String
    /// Of the domain's MX records.
    package var dnssec: DNSSECStatus?
    package var gateways: [GatewayResult]
    /// The mean over the gateways that were tested; nil: none was.
    package var confidence: Int?
    package var demands: [DemandResult]
    package var warnings: [String]
    /// Why nothing was tested.
    package var problem: String?
    package var verdict: Verdict
}

extension ProbeReport {
    /// Gateways that a verdict needs and of which nothing is known: all that were not tested, but for addresses to which this
    /// host has no way where another address of the same host was tested.
    package var untested: [GatewayResult] {
        gateways.filter { gateway in
            guard !gateway.isTested else { return false }
            guard gateway.isMissingRoute else { return true }
            return !gateways.contains { $0.isTested && $0.host == gateway.host && $0.port == gateway.port }
        }
    }

    /// Whether a level asks the DNS, which did not answer, or whose signatures nobody looks at: at a gateway that was tested.
    private var isLevelUnknown: Bool {
        let open = demands.filter { $0.demand == Demand.level.rawValue && $0.verdict == .notTested }.map(\.gateway)
        return gateways.contains { $0.isTested && $0.daneProblem != nil && open.contains($0.title) }
    }

    /// Rounded down: 100 only where all are.
    package static func mean(_ gateways: [GatewayResult]) -> Int? {
        let values = gateways.compactMap(\.confidence)
        return values.isEmpty ? nil : values.reduce(0, +) / values.count
    }

    /// The verdict over all of it.
    func judged() -> Verdict {
        let isViolated = demands.contains { $0.verdict == .violated }
        if isViolated, mode != .testing { return .violated }
        if problem != nil || gateways.isEmpty { return .notTested }
        if isViolated { return .warning }
        if agreement == nil, let confidence, confidence < 100 { return .warning }
        if !untested.isEmpty || isLevelUnknown { return .notTested }
        return warnings.isEmpty ? .kept : .warning
    }
}
