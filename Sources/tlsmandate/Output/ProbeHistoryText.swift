import MandateCore

/// Histories for a reader: each gateway with what has changed, and last how it is now.
enum ProbeHistoryText {
    /// - Parameter histories: With the events that are asked for.
    static func lines(_ histories: [ShownHistory], now: Timestamp) -> [String] {
        merged(histories).flatMap { domains, shown -> [String] in
            let places = domains.isEmpty ? "" : ", for \(list(domains))"
            let events = shown.events.map { row(moment($0.time), $0.change.words) }
            let state = state(shown.history, now: now)
            return [shown.history.gateway + places] + events + [row("now", state[0])]
                + state.dropFirst().map { row("", $0) } + [""]
        }.map(Printable.line)
    }

    /// "a.example, b.example and 48 more".
    static func list(_ names: [String]) -> String {
        let most = 3
        guard names.count > most else { return names.joined(separator: ", ") }
        return names.prefix(most - 1).joined(separator: ", ") + " and \(names.count - most + 1) more"
    }

    /// Domains that share a gateway, with the same history, are shown once.
    private static func merged(_ histories: [ShownHistory]) -> [(domains: [String], shown: ShownHistory)] {
        var groups: [(domains: [String], shown: ShownHistory)] = []
        var known: [String: [Int]] = [:]
        for shown in histories {
            let gateway = shown.history.gateway
            if let index = known[gateway]?.first(where: { groups[$0].shown.tellsTheSame(as: shown) }) {
                if let domain = shown.history.domain { groups[index].domains.append(domain) }
            } else {
                known[gateway, default: []].append(groups.count)
                groups.append((shown.history.domain.map { [$0] } ?? [], shown))
            }
        }
        return groups
    }

    private static func row(_ title: String, _ text: String) -> String {
        "  " + title + String(repeating: " ", count: max(0, 22 - title.count)) + text
    }

    private static func moment(_ time: Timestamp) -> String { time.textToTheSecond }

    private static func state(_ history: GatewayHistory, now: Timestamp) -> [String] {
        let since = moment(history.unchangedSince)
        if history.verdict.outcome == .gone { return ["gone since \(since)"] }
        let probes = history.probes == 1 ? "1 probe" : "\(history.probes) probes, last \(moment(history.last))"
        var lines = ["\(history.verdict.words); unchanged since \(since), \(probes)"]
        for finding in history.latest {
            for line in facts(finding, now: now) where !lines.contains(line) { lines.append(line) }
        }
        return lines
    }

    private static func facts(_ finding: ProbeFinding, now: Timestamp) -> [String] {
        var lines: [String] = []
        if let reason = finding.reason { lines.append(reason) }
        if let session = finding.session {
            lines.append("\(session.protocolName), \(session.cipher), \(session.bits) bits")
        }
        if let certificate = finding.certificate {
            let end = certificate.notAfter.map {
                ProbeChange.expiryWords(days: CertificateEnd.daysLeft($0, now: now), end: $0)
            }
            lines.append("certificate \(end ?? "without an end"), issued by \(certificate.issuer)")
        }
        return lines
    }
}
