/// What the probes of an agreement's domain have found at one gateway over time.
package struct GatewayHistory: Sendable {
    /// Something that a probe found changed.
    package struct Event: Equatable, Sendable {
        package let time: Timestamp
        package let change: ProbeChange
    }

    package let domain: String?
    package let gateway: String
    /// In the order of time.
    package private(set) var events: [Event] = []
    private var trail = GatewayTrail()
    /// The first probe that found the gateway as it is; that a certificate's end comes nearer is no change of the gateway.
    package private(set) var unchangedSince: Timestamp
    /// How many probes found it so.
    package private(set) var probes = 0

    /// What the last probe found, an address each.
    package var latest: [ProbeFinding] { trail.latest }
    package var verdict: ProbeVerdict { ProbeVerdict(latest) }
    /// When it was probed last.
    package var last: Timestamp { latest.first?.time ?? unchangedSince }

    /// - Parameter findings: The first probe's findings at the gateway, all addresses; not empty.
    init?(_ findings: [ProbeFinding]) {
        guard let first = findings.first else { return nil }
        domain = first.domain
        gateway = first.gateway
        unchangedSince = first.time
        add(findings)
    }

    /// Takes the next probe's findings.
    mutating func add(_ findings: [ProbeFinding]) {
        guard let time = findings.first?.time else { return }
        let changes = trail.add(findings)
        events += changes.map { Event(time: time, change: $0) }
        let isChanged = changes.contains { if case .expiry = $0 { false } else { true } }
        if isChanged {
            unchangedSince = time
            probes = 0
        }
        probes += 1
    }
}

/// Gathers the histories of an agreement's gateways from what was kept.
package struct HistoryBuilder: Sendable {
    private var histories: [GatewayHistory] = []
    private var run: [ProbeFinding] = []

    package init() {}

    /// Takes one finding: gateway by gateway, and of each in the order of time.
    package mutating func add(_ finding: ProbeFinding) {
        if let first = run.first, !first.isOfOneProbe(with: finding) { endRun() }
        run.append(finding)
    }

    /// All that were gathered, in the order in which they came.
    package consuming func finish() -> [GatewayHistory] {
        endRun()
        return histories
    }

    private mutating func endRun() {
        guard let first = run.first else { return }
        if let last = histories.indices.last, histories[last].domain == first.domain,
            histories[last].gateway == first.gateway
        {
            histories[last].add(run)
        } else if let history = GatewayHistory(run) {
            histories.append(history)
        }
        run.removeAll(keepingCapacity: true)
    }
}

extension ProbeFinding {
    /// Whether both are of one probe of one gateway.
    fileprivate func isOfOneProbe(with other: ProbeFinding) -> Bool {
        time == other.time && gateway == other.gateway && domain == other.domain
    }
}
