import MandateCore

/// A gateway's history, with those of its events that are asked for.
struct ShownHistory {
    let history: GatewayHistory
    var events: [GatewayHistory.Event]

    /// - Parameters:
    ///   - since: Events from this moment on; nil: all.
    ///   - limit: The latest so many, of all gateways together; nil: all.
    static func of(_ histories: [GatewayHistory], since: Timestamp?, limit: Int?) -> [ShownHistory] {
        let places = histories.enumerated().flatMap { index, history in
            history.events.filter { event in since.map { event.time >= $0 } ?? true }.map { (index, $0) }
        }
        var shown = histories.map { ShownHistory(history: $0, events: []) }
        // Of one moment's, those that stand later are later: sorting keeps their order.
        let chosen = places.sorted { $0.1.time < $1.1.time }.suffix(limit ?? .max)
        for (index, event) in chosen { shown[index].events.append(event) }
        return shown
    }

    /// Whether both tell the same, but for the domain.
    func tellsTheSame(as other: ShownHistory) -> Bool {
        func undomained(_ findings: [ProbeFinding]) -> [ProbeFinding] {
            findings.map { finding in
                var finding = finding
                finding.domain = nil
                return finding
            }
        }
        return events == other.events && history.probes == other.history.probes
            && history.unchangedSince == other.history.unchangedSince
            && undomained(history.latest) == undomained(other.history.latest)
    }
}
