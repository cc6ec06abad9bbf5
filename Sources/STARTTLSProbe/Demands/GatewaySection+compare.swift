internal import MandateCore

extension GatewaySection {
    /// Holds a gateway against each demand; all are compared, not only the first that fails.
    package func compare(with gateway: GatewayResult) -> [DemandResult] {
        var rows = Rows(gateway: gateway, lines: demands.lines)
        if demandsTLS { rows.addTLS() }
        if case .outbound(let delivery, let nexthop) = self { rows.add(delivery, nexthop: nexthop) }
        rows.add(demands)
        return rows.results
    }
}

/// The rows of one gateway.
private struct Rows {
    let gateway: GatewayResult
    let lines: DemandLines
    private(set) var results: [DemandResult] = []

    init(gateway: GatewayResult, lines: DemandLines) {
        self.gateway = gateway
        self.lines = lines
    }

    /// - Parameters:
    ///   - found: nil: nothing to compare.
    private mutating func add(
        _ demand: String,
        at line: Int,
        required: String,
        found: String?,
        isKept: Bool
    ) {
        let reason = gateway.untestedReason ?? (gateway.tls == nil ? "no TLS" : "nothing")
        results.append(
            DemandResult(
                gateway: gateway.title,
                demand: demand,
                required: required,
                found: found ?? reason,
                verdict: found == nil ? .notTested : isKept ? .kept : .violated,
                line: line
            )
        )
    }

    private mutating func add(_ demand: Demand, required: String, found: String?, isKept: Bool) {
        add(demand.rawValue, at: lines[demand], required: required, found: found, isKept: isKept)
    }

    mutating func addTLS() {
        let isEncrypted = gateway.tls.map { $0.bits > 0 } ?? false
        let found = isEncrypted ? "TLS" : gateway.isTested ? gateway.result?.rawValue ?? "no TLS" : nil
        add("starttls", at: lines.section, required: "TLS at every gateway", found: found, isKept: isEncrypted)
    }

    mutating func add(_ delivery: DeliveryDemands, nexthop: String) {
        let trusted = gateway.tls.map { _ in
            gateway.isTrusted ? "trusted" : gateway.problems.first?.text ?? "not trusted"
        }
        switch delivery.level {
        case .none, .may, .encrypt: break
        case .dane, .daneOnly:
            let isRequired = delivery.level == .daneOnly
            let found = gateway.tls.map { _ in gateway.tlsa ?? "no signed TLSA records" }
            add(
                .level,
                required: isRequired
                    ? "dane-only: signed TLSA records that match" : "dane: signed TLSA records, if any, match",
                found: found,
                isKept: gateway.tlsa.map { $0 == DANEMatch.matched } ?? !isRequired
            )
        case .fingerprint:
            add(
                .level,
                required: "fingerprint",
                found: trusted.map { _ in "see certificate.fingerprints" },
                isKept: true
            )
        case .verify, .secure:
            add(
                .level,
                required: "\(delivery.level.rawValue): a trusted chain",
                found: trusted,
                isKept: gateway.isTrusted
            )
            let strategies = delivery.level == .verify ? ["hostname"] : ["nexthop", "dot-nexthop"]
            let names = ServerNames(
                delivery.match.isEmpty ? strategies : delivery.match,
                nexthop: nexthop,
                hostname: gateway.host
            )
            let shown = gateway.chain.first?.comparedNames
            let matched = shown.flatMap(names.match)
            add(
                "match",
                at: delivery.lines.match ?? lines.section,
                required: names.resolved.joined(separator: ", "),
                found: gateway.tls.map { _ in matched ?? Self.list(shown ?? []) },
                isKept: matched != nil
            )
        }
    }

    mutating func add(_ demands: GatewayDemands) {
        let tls = gateway.tls
        add(
            .minimumProtocol,
            required: demands.minimumProtocol.rawValue,
            found: tls?.protocolName,
            isKept: tls.flatMap { ProtocolVersion(rawValue: $0.protocolName) }.map { $0 >= demands.minimumProtocol }
                ?? false
        )
        add(
            .minimumBits,
            required: String(demands.minimumBits),
            found: tls.map { String($0.bits) },
            isKept: tls.map { $0.bits >= demands.minimumBits } ?? false
        )
        add(
            .excludeCiphers,
            required: "none of \(demands.exclusion.text)",
            found: tls?.cipher,
            isKept: tls.map { !demands.exclusion.excludes($0.cipher) } ?? false
        )
        addCertificate(demands)
    }

    private mutating func addCertificate(_ demands: GatewayDemands) {
        let leaf = gateway.chain.first
        // Where TLS was negotiated, a missing certificate is a finding.
        func found(_ value: (Certificate) -> String) -> String? {
            gateway.tls.map { _ in leaf.map(value) ?? "no certificate" }
        }
        if !demands.subjects.isEmpty {
            add(
                .subjects,
                required: Self.list(demands.subjects.map(\.text)),
                found: found { Self.list($0.subjectNames) },
                isKept: leaf.map { leaf in
                    leaf.subjectNames.contains { name in demands.subjects.contains { $0.matches(name) } }
                }
                    ?? false
            )
        }
        if !demands.issuers.isEmpty {
            add(
                .issuers,
                required: Self.list(demands.issuers),
                found: found { $0.issuerName ?? "no name" },
                isKept: leaf?.issuerName.map(demands.issuers.contains) ?? false
            )
        }
        if !demands.fingerprints.isEmpty {
            let pins = leaf.map { [$0.fingerprint, $0.publicKeyFingerprint] } ?? []
            add(
                .fingerprints,
                required: Self.list(demands.fingerprints.map { "sha256:" + $0.text }.sorted()),
                found: found { "sha256:\($0.fingerprint), key sha256:\($0.publicKeyFingerprint)" },
                isKept: demands.fingerprints.contains { pins.contains($0.text) }
            )
        }
        if demands.name == .mx {
            // "CN or SAN is the MX name" (TÜV Rheinland, section 4): either of the two.
            let shown = leaf.map { ($0.commonName.map { [$0] } ?? []) + $0.names } ?? []
            let names = ServerNames(["hostname"], nexthop: gateway.host, hostname: gateway.host)
            add(
                "certificate.name",
                at: lines.section,
                required: "mx: \(gateway.host)",
                found: found { _ in Self.list(shown) },
                isKept: names.match(shown) != nil
            )
        }
        if demands.validation != .any {
            add(
                "certificate.validation",
                at: lines.section,
                required: demands.validation.rawValue,
                found: found { $0.validation.text(organisation: $0.organisation) },
                isKept: leaf.map { $0.validation >= demands.validation.least && $0.organisation != nil } ?? false
            )
        }
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}

/// How a CA says that it validated the holder: the policies of the CA/Browser Forum (Baseline Requirements, section 7.1.6.1).
enum ValidationPolicy: Int, Comparable {
    case unknown, domain, individual, organisation, extended

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    func text(organisation: String?) -> String {
        let holder = organisation.map { "for '\($0)'" } ?? "without an organisation in the subject"
        let kind =
            switch self {
            case .unknown: "no policy of the CA/Browser Forum"
            case .domain: "domain"
            case .individual: "individual"
            case .organisation: "organisation"
            case .extended: "ev"
            }
        return "\(kind), \(holder)"
    }
}

extension Certificate {
    var validation: ValidationPolicy {
        let known: [String: ValidationPolicy] = [
            "2.23.140.1.1": .extended, "2.23.140.1.2.1": .domain, "2.23.140.1.2.2": .organisation,
            "2.23.140.1.2.3": .individual,
        ]
        return policies.compactMap { known[$0] }.max() ?? .unknown
    }
}

extension GatewayDemands.Validation {
    fileprivate var least: ValidationPolicy {
        switch self {
        case .any: .unknown
        case .organisation: .organisation
        case .ev: .extended
        }
    }
}
