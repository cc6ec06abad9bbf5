/// One probe of the gateways of an agreement's domain.
package struct ProbeRun: Sendable {
    package let time: Timestamp
    package let agreement: String
    package let domain: String?
    /// Each gateway's addresses stand together.
    package let findings: [ProbeFinding]
    /// Why no gateway was found; nil: some were.
    package let problem: String?

    package init(time: Timestamp, agreement: String, domain: String?, findings: [ProbeFinding], problem: String?) {
        self.time = time
        self.agreement = agreement
        self.domain = domain
        self.findings = findings
        self.problem = problem
    }

    /// The findings, with one for each gateway that was known and was not found: it is gone, or, where none could be found, it was
    /// not tested. A probe of other ports says nothing about them.
    ///
    /// - Parameter known: The gateways that the last probe found, as ``ProbeFinding/gateway`` names them.
    package func completed(with known: [String]) -> [ProbeFinding] {
        let found = Set(findings.map(\.gateway))
        let ports = Set(found.map(Self.port))
        let missing = known.filter { !found.contains($0) && (found.isEmpty || ports.contains(Self.port($0))) }
        return findings
            + missing.map { gateway in
                ProbeFinding(
                    time: time,
                    agreement: agreement,
                    domain: domain,
                    gateway: gateway,
                    address: "",
                    outcome: found.isEmpty ? .notTested : .gone,
                    reason: found.isEmpty ? problem : nil
                )
            }
    }

    private static func port(_ gateway: String) -> Substring {
        gateway[(gateway.lastIndex(of: ":") ?? gateway.startIndex)...]
    }
}
