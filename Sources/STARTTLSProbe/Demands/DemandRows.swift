internal import MandateCore

/// The rows of one gateway.
struct DemandRows {
    let gateway: GatewayResult
    let lines: DemandLines
    let now: Timestamp
    private(set) var results: [DemandResult] = []

    init(gateway: GatewayResult, lines: DemandLines, now: Timestamp) {
        self.gateway = gateway
        self.lines = lines
        self.now = now
    }

    /// - Parameters:
    ///   - found: nil: nothing to compare.
    ///   - unknown: Why there is not, where it is not the gateway's doing.
    mutating func add(
        _ demand: String,
        at line: Int,
        required: String,
        found: String?,
        isKept: Bool,
        unknown: String? = nil
    ) {
        let reason = gateway.untestedReason ?? unknown ?? (gateway.tls == nil ? "no TLS" : "nothing")
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

    mutating func add(_ demand: Demand, required: String, found: String?, isKept: Bool, unknown: String? = nil) {
        add(demand.rawValue, at: lines[demand], required: required, found: found, isKept: isKept, unknown: unknown)
    }

    mutating func addTLS() {
        let isEncrypted = gateway.tls.map { $0.bits > 0 } ?? false
        let found = isEncrypted ? "TLS" : gateway.isTested ? gateway.result?.rawValue ?? "no TLS" : nil
        add("starttls", at: lines.section, required: "TLS at every gateway", found: found, isKept: isEncrypted)
    }

    /// The level, and what it looks at.
    mutating func add(_ delivery: DeliveryDemands, nexthop: String) {
        switch delivery.level {
        case .none, .may, .encrypt: break
        case .dane, .daneOnly: addDANE(isRequired: delivery.level == .daneOnly)
        case .fingerprint:
            add(
                .level,
                required: "fingerprint",
                found: gateway.tls.map { _ in "see certificate.fingerprints" },
                isKept: true
            )
        case .verify, .secure:
            add(
                .level,
                required: "\(delivery.level.rawValue): a trusted chain",
                found: chainFound,
                isKept: gateway.chainProblem == nil
            )
            addMatch(delivery, nexthop: nexthop)
        }
    }

    private mutating func addDANE(isRequired: Bool) {
        let unknown = gateway.daneProblem
        let none = "no signed TLSA records" + (isRequired ? " (\(ResultType.daneRequired.rawValue))" : "")
        let found =
            gateway.tls == nil
            ? gateway.tlsa.map { _ in "no TLS, and signed TLSA records" } : gateway.tlsa?.rawValue ?? none
        add(
            .level,
            required: isRequired
                ? "dane-only: signed TLSA records that match" : "dane: signed TLSA records, if any, match",
            found: unknown == nil ? found : nil,
            isKept: isDANEKept(isRequired: isRequired),
            unknown: unknown
        )
    }

    /// Where no record can be used, level dane falls back to encryption (Postfix, TLS_README, "DANE TLS authentication").
    private func isDANEKept(isRequired: Bool) -> Bool {
        switch gateway.tlsa {
        case .matched: true
        case .unusable: !isRequired && gateway.tls != nil
        case nil: !isRequired
        case .unmatched, .unknown: false
        }
    }

    private mutating func addMatch(_ delivery: DeliveryDemands, nexthop: String) {
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

    /// What was negotiated, and, where it was asked for, what else would be.
    mutating func add(_ demands: GatewayDemands) {
        let tls = gateway.tls
        let older = WeakerAnswers(gateway, WeakerQuestion.versions(below: demands.minimumProtocol))
        add(
            .minimumProtocol,
            required: demands.minimumProtocol.rawValue,
            found: older.found(tls?.protocolName),
            isKept: !older.isAnyAccepted
                && tls.flatMap { ProtocolVersion(rawValue: $0.protocolName) }.map { $0 >= demands.minimumProtocol }
                    ?? false
        )
        let shorter = WeakerAnswers(gateway, [.below(bits: demands.minimumBits)])
        add(
            .minimumBits,
            required: String(demands.minimumBits),
            found: shorter.found(tls.map { String($0.bits) }),
            isKept: !shorter.isAnyAccepted && tls.map { $0.bits >= demands.minimumBits } ?? false
        )
        let excluded = WeakerAnswers(gateway, demands.exclusion.entries.map { .cipher($0.text) })
        add(
            .excludeCiphers,
            required: "none of \(demands.exclusion.text)",
            found: excluded.found(tls?.cipher),
            isKept: !excluded.isAnyAccepted && tls.map { !demands.exclusion.excludes($0.cipher) } ?? false
        )
    }

    /// What is found of the chain; nil: there was no TLS.
    var chainFound: String? { gateway.tls.map { _ in gateway.chainProblem?.text ?? "trusted" } }

    static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}

/// What a gateway answered to some weaker offers.
private struct WeakerAnswers {
    private let answers: [WeakerOffer]

    init(_ gateway: GatewayResult, _ questions: [WeakerQuestion]) { answers = questions.compactMap(gateway.answer) }

    var isAnyAccepted: Bool { answers.contains { $0.answer == .accepted } }

    /// Behind what was negotiated; nil: there was no TLS.
    func found(_ negotiated: String?) -> String? {
        guard let negotiated else { return nil }
        var words = [negotiated]
        let accepted = answers.filter { $0.answer == .accepted }.map { offer in
            // A version says it all; of ciphers it matters which one.
            ProtocolVersion(rawValue: offer.offer) == nil ? offer.detail ?? offer.offer : offer.offer
        }
        if !accepted.isEmpty {
            words.append("accepts \(accepted.joined(separator: " and ")) when offered nothing better")
        }
        for (answer, verb) in [(WeakerOffer.Answer.refused, "refuses"), (.notTested, "not tested:")] {
            let names = answers.filter { $0.answer == answer }.map { $0.offer }
            if !names.isEmpty { words.append("\(verb) \(DemandRows.list(names))") }
        }
        return words.joined(separator: "; ")
    }
}
