/// One probe of the gateways of an agreement's domain.
package struct ProbeRun: Sendable {
    package let time: Timestamp
    package let agreement: String
    package let domain: String?
    /// Each gateway's addresses stand together.
    package let findings: [ProbeFinding]
    /// Why gateways could not be found; nil: all were.
    package let problem: String?

    package init(time: Timestamp, agreement: String, domain: String?, findings: [ProbeFinding], problem: String?) {
        self.time = time
        self.agreement = agreement
        self.domain = domain
        self.findings = findings
        self.problem = problem
    }

    /// Runs that follow one another and are of the same domain, as those of a route's next hops, as one: what was found at one next hop
    /// is not gone because it is not behind the other.
    package static func joined(_ runs: [ProbeRun]) -> [ProbeRun] {
        runs.reduce(into: []) { joined, run in
            guard let last = joined.last, last.agreement == run.agreement, last.domain == run.domain else {
                joined.append(run)
                return
            }
            joined[joined.count - 1] = ProbeRun(
                time: run.time,
                agreement: run.agreement,
                domain: run.domain,
                findings: last.findings + run.findings,
                problem: last.problem ?? run.problem
            )
        }
    }

    /// The findings, with one for each gateway that was known and was not found: it is gone, or, where not all could be found, it was
    /// not tested. A probe of other ports says nothing about them.
    ///
    /// - Parameter known: The gateways that the last probe found, as ``ProbeFinding/gateway`` names them.
    package func completed(with known: [String]) -> [ProbeFinding] {
        let found = Set(findings.map(\.gateway))
        let ports = Set(found.map(Self.port))
        let missing = known.filter { !found.contains($0) && (found.isEmpty || ports.contains(Self.port($0))) }
        let isKnown = problem == nil && !found.isEmpty
        return findings
            + missing.map { gateway in
                ProbeFinding(
                    time: time,
                    agreement: agreement,
                    domain: domain,
                    gateway: gateway,
                    address: "",
                    outcome: isKnown ? .gone : .notTested,
                    reason: problem
                )
            }
    }

    private static func port(_ gateway: String) -> Substring {
        gateway[(gateway.lastIndex(of: ":") ?? gateway.startIndex)...]
    }
}
