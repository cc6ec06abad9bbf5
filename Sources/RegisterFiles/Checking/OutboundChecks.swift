internal import MandateCore

/// What Postfix cannot be told of deliveries, or could be told in two ways.
///
/// Postfix asks for a TLS policy by the next hop, so what leads to one next hop must come to one policy.
enum OutboundChecks {
    /// Reports what is wrong with each agreement's outbound, and with several together.
    static func check(_ agreements: [(ReadAgreement, SourceFile)], register: Register, today: Day) {
        checkNextHops(agreements, register: register, today: today)
        for (read, source) in agreements {
            if !source.hasErrors { checkParents(read, source: source, register: register, today: today) }
            guard let demands = read.agreement.outbound, let reader = read.positions.outbound else { continue }
            checkTrustAnchors(demands, reader)
            checkLength(read.agreement, demands, reader)
            guard !source.hasErrors, read.agreement.mode != .off, demands.mode != .off else { continue }
            if let end = register.end(of: read.agreement), end <= today { continue }
            checkNotes(read.agreement, demands, reader)
            checkTrustAnchorsFile(demands, reader)
        }
    }

    /// smtp_tls_policy_maps: blanks and commas separate attributes, and before Postfix 3.10 nothing can quote them; from then on
    /// braces do (src/util/mystrtok.c, mystrtokq).
    private static func checkTrustAnchors(_ demands: DeliveryDemands, _ reader: MappingReader) {
        guard let path = demands.trustAnchors else { return }
        if path.contains(where: { $0.isWhitespace || $0 == "," || $0 == "{" || $0 == "}" }) {
            reader.source.error(
                "the path of 'trust-anchors', \(path), holds a blank, a comma or a brace, at which Postfix would end it: move the file",
                at: reader.valuePosition("trust-anchors")
            )
        }
    }

    /// Only a warning: it is Postfix that must be able to read the file, perhaps in its chroot, and not who checks.
    private static func checkTrustAnchorsFile(_ demands: DeliveryDemands, _ reader: MappingReader) {
        guard let path = demands.trustAnchors, let problem = TrustAnchorsFile.problem(path) else { return }
        reader.source.warning(
            "'trust-anchors', \(path): \(problem); where Postfix finds none either, all mail is deferred",
            at: reader.valuePosition("trust-anchors")
        )
    }

    private static func checkLength(_ agreement: Agreement, _ demands: DeliveryDemands, _ reader: MappingReader) {
        let length = DeliveryPolicy(demands, gateways: agreement.gateways).text(for: .oldest).utf8.count
        guard length > DeliveryPolicy.longestValue else { return }
        reader.source.error(
            "the TLS policy would have \(length) octets, and Postfix takes \(DeliveryPolicy.longestValue): name fewer names or pins",
            at: reader.keyPosition("level")
        )
    }

    /// Postfix asks for `.parent.example` where it is told nothing of `sub.parent.example`, and cannot be told otherwise.
    private static func checkParents(_ read: ReadAgreement, source: SourceFile, register: Register, today: Day) {
        guard read.agreement.enforcedDelivery == nil, register.isInForce(read.agreement, on: today) else { return }
        for (pattern, position) in read.domains {
            guard let (key, other) = register.delivery(above: pattern.name.text, on: today) else { continue }
            source.warning(
                "no outbound is enforced for '\(pattern.text)', so Postfix asks for \(key) next, and delivers by the agreement '\(other.name)'",
                at: position
            )
        }
    }

    /// A demand that deliveries do not keep as it stands must not look as if they did.
    private static func checkNotes(_ agreement: Agreement, _ demands: DeliveryDemands, _ reader: MappingReader) {
        for note in DeliveryPolicy.notes(on: demands, gateways: agreement.gateways) where note.weight == .warning {
            reader.source.warning(note.text, at: reader.keyPosition(note.demand))
        }
    }

    private static func checkNextHops(_ agreements: [(ReadAgreement, SourceFile)], register: Register, today: Day) {
        var owners: [String: [Agreement]] = [:]
        for (read, _) in agreements {
            guard let demands = read.agreement.enforcedDelivery, let text = demands.route,
                let reader = read.positions.outbound
            else { continue }
            for hop in Route(text).nextHops.map({ $0.lowercased() }) {
                guard hop.utf8.count <= DomainIndex.longestName else {
                    reader.source.error(
                        "the next hop of 'route' has more than 255 octets",
                        at: reader.valuePosition("route")
                    )
                    continue
                }
                let others = owners[hop, default: []] + domainOwners(hop, register: register, today: today)
                if let other = others.first(where: { differs($0, from: read.agreement) }) {
                    report(hop, of: read.agreement, and: other, reader)
                }
                owners[hop, default: []].append(read.agreement)
            }
        }
    }

    /// The agreements among whose domains a next hop is that is a bare name: today, and when all have begun.
    private static func domainOwners(_ hop: String, register: Register, today: Day) -> [Agreement] {
        guard NextHop.name(in: hop.utf8.span) == 0..<hop.utf8.count else { return [] }
        return [today, Day(daysSinceEpoch: .max / 2)].compactMap { register.agreement(ofDomain: hop, on: $0) }
    }

    /// Whether two agreements that may be in force together have Postfix deliver in different ways.
    private static func differs(_ other: Agreement, from agreement: Agreement) -> Bool {
        guard other !== agreement, let theirs = other.enforcedDelivery, let ours = agreement.enforcedDelivery,
            !other.validity.isDisjoint(with: agreement.validity)
        else { return false }
        return DeliveryPolicy(theirs, gateways: other.gateways) != DeliveryPolicy(ours, gateways: agreement.gateways)
    }

    private static func report(_ hop: String, of agreement: Agreement, and other: Agreement, _ reader: MappingReader) {
        func value(_ agreement: Agreement) -> String {
            agreement.enforcedDelivery.map { DeliveryPolicy($0, gateways: agreement.gateways).text() } ?? ""
        }
        reader.source.error(
            "the agreement '\(other.name)' (\(other.file)) leads to the next hop '\(hop)' too, with another TLS policy: "
                + "\(value(other)), here \(value(agreement)); Postfix asks by next hop: let both demand the same, or part the routes",
            at: reader.valuePosition("route")
        )
    }
}

extension MappingReader {
    /// Where a demand stands: its key, or the key of the mapping that it stands in.
    fileprivate func keyPosition(_ demand: DeliveryDemand) -> Position {
        switch demand {
        case .subjects, .issuers, .fingerprints: keyPosition("certificate")
        case .match where !has("match"): keyPosition("level")
        default: keyPosition(demand.rawValue)
        }
    }
}
