package import MandateCore

extension GatewaySection {
    /// Holds a gateway against each demand; all are compared, not only the first that fails.
    ///
    /// - Parameter now: For the days that a certificate has left.
    package func compare(with gateway: GatewayResult, at now: Timestamp) -> [DemandResult] {
        var rows = DemandRows(gateway: gateway, lines: demands.lines, now: now)
        if demandsTLS { rows.addTLS() }
        switch self {
        case .outbound(let delivery, let nexthop):
            rows.add(delivery, nexthop: nexthop)
        case .ours(let demands):
            if demands.asksForCertificate { rows.addChain() }
        }
        rows.add(demands)
        rows.addNames(demands)
        if looksAtCertificate {
            rows.addValidity()
            rows.addRevocation()
        }
        return rows.results
    }

    /// Whether a certificate that is out of date or revoked does not do. A pin or a TLSA record vouches by itself (RFC 7672, section
    /// 3.1.1; TLS_README, "Certificate fingerprint verification").
    private var looksAtCertificate: Bool {
        switch self {
        case .ours(let demands): demands.asksForCertificate
        case .outbound(let delivery, _):
            switch delivery.level {
            case .verify, .secure: true
            case .none, .may, .encrypt: delivery.gateway.asksForCertificate
            case .dane, .daneOnly, .fingerprint: false
            }
        }
    }

    /// What is offered to a gateway to see whether it would do with less than is demanded.
    var weakerQuestions: [WeakerQuestion] {
        WeakerQuestion.versions(below: demands.minimumProtocol)
            + [.below(bits: demands.minimumBits)] + demands.exclusion.entries.map { .cipher($0.text) }
    }
}
