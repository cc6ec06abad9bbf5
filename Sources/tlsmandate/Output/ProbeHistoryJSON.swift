import MandateCore

/// One line of `probe history --format json`: a change, or how a gateway is now at one address.
struct ProbeHistoryJSON: Encodable {
    /// A change's code, or `state`.
    let event: String
    let agreement: String
    let domain: String?
    let gateway: String
    /// Of the probe that found it.
    let time: String
    var from: String?
    var to: String?
    var address: String?
    var outcome: String?
    var result: String?
    var demands: [String]?
    var reason: String?
    var unchangedSince: String?
    var probes: Int?
    var protocolName: String?
    var cipher: String?
    var bits: Int?
    var fingerprint: String?
    var subject: String?
    var issuer: String?
    var matchedName: String?
    var notAfter: String?
    var daysLeft: Int?

    enum CodingKeys: String, CodingKey {
        case event, agreement, domain, gateway, time, from, to, address, outcome, result, demands, reason, probes
        case cipher, bits, fingerprint, subject, issuer
        case unchangedSince = "unchanged_since"
        case protocolName = "protocol"
        case matchedName = "matched_name"
        case notAfter = "not_after"
        case daysLeft = "days_left"
    }

    /// The lines of one gateway: its changes, then its state, an address a line.
    static func lines(_ shown: ShownHistory, agreement: String, now: Timestamp) -> [ProbeHistoryJSON] {
        shown.events.map { ProbeHistoryJSON($0, of: shown.history, agreement: agreement) }
            + shown.history.latest.map { ProbeHistoryJSON(state: $0, of: shown.history, now: now) }
    }

    private init(_ event: GatewayHistory.Event, of history: GatewayHistory, agreement: String) {
        self.event = event.change.code
        self.agreement = agreement
        domain = history.domain
        gateway = history.gateway
        time = event.time.text
        (from, to) = event.change.ends
        if case .expiry(let days, _) = event.change { daysLeft = days }
    }

    private init(state finding: ProbeFinding, of history: GatewayHistory, now: Timestamp) {
        event = "state"
        agreement = finding.agreement
        domain = finding.domain
        gateway = finding.gateway
        time = finding.time.text
        address = finding.address.isEmpty ? nil : finding.address
        outcome = finding.outcome.rawValue
        result = finding.result
        demands = finding.demands
        reason = finding.reason
        unchangedSince = history.unchangedSince.text
        probes = history.probes
        protocolName = finding.session?.protocolName
        cipher = finding.session?.cipher
        bits = finding.session?.bits
        fingerprint = finding.certificate?.fingerprint
        subject = finding.certificate?.subject
        issuer = finding.certificate?.issuer
        matchedName = finding.certificate?.matchedName
        notAfter = finding.certificate?.notAfter?.text
        daysLeft = finding.certificate?.notAfter.map { CertificateEnd.daysLeft($0, now: now) }
    }
}
