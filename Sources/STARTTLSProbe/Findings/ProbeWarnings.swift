internal import MandateCore

/// What is no violation, and should be known: it will become one, or mail will not arrive.
struct ProbeWarnings {
    let gateway: GatewayResult
    /// What the gateway is held against; nil: nothing.
    let section: GatewaySection?
    /// The gateway's rows.
    let demands: [DemandResult]
    let now: Timestamp

    var all: [String] {
        (negative + certificate + envelope + weaker + dane).map { "\(gateway.title): \($0)" }
    }

    private var negative: [String] {
        guard let explanation = gateway.explanation else { return [] }
        return isVouchedFor ? [] : [explanation]
    }

    /// Whether all that is wrong with the certificate is nothing to the agreement: it names the certificate's name itself, or pins
    /// it, which vouches whatever the chain.
    private var isVouchedFor: Bool {
        guard gateway.negative == .invalidCertificate else { return false }
        func isKept(_ demand: String) -> Bool { demands.contains { $0.demand == demand && $0.verdict == .kept } }
        if gateway.problems.contains(where: \.isRevocation) { return false }
        if isKept(Demand.fingerprints.rawValue) { return true }
        return isKept("match") && gateway.problems.allSatisfy { $0.result == .certificateHostMismatch }
    }

    private var certificate: [String] {
        var warnings: [String] = []
        if let leaf = gateway.chain.first, let days = leaf.daysLeft(at: now), days >= 0,
            days < CertificateEnd.warningDays
        {
            warnings.append("The certificate expires in \(days) days, at \(leaf.notAfter).")
        }
        if let revocation = gateway.revocation, revocation.isUnknown {
            warnings.append("Whether the certificate was revoked is \(revocation.rawValue).")
        }
        return warnings
    }

    private var envelope: [String] {
        // Without TLS the stage within it has failed, too, and that has been said.
        let stages = (gateway.tls == nil ? [] : [Stage.secure]) + [.sender, .recipient]
        return stages.filter { gateway[$0].outcome == .fail }.map { stage in
            let words = stage == .secure ? "EHLO within TLS" : stage.title
            return "\(words) is refused: \(gateway[stage].detail ?? "")"
        }
    }

    /// What is demanded has rows of its own; what the agreement permits is no news, nor is what was asked for another agreement.
    private var weaker: [String] {
        let minimum = section?.demands.minimumProtocol ?? .tls12
        let demanded = Set(section?.weakerQuestions.map(\.text) ?? [])
        let own = demanded.union(WeakerQuestion.usual.map(\.text))
        return (gateway.weaker ?? []).filter { own.contains($0.offer) }.compactMap { offer in
            if offer.isPutOff {
                return "Whether it accepts \(offer.offer) is not known: \(offer.detail ?? "no answer")."
            }
            guard offer.answer == .accepted, !demanded.contains(offer.offer) else { return nil }
            if let version = ProtocolVersion(rawValue: offer.offer), version >= minimum { return nil }
            return "The gateway would also accept \(offer.offer)."
        }
    }

    private var dane: [String] {
        guard let tlsa = gateway.tlsa else { return [] }
        if gateway.daneProblem != nil || tlsa == .unmatched {
            return ["DANE: \(tlsa.rawValue), so senders that use DANE do not deliver."]
        }
        // At another level it is nothing, or a row says it.
        guard case .outbound(let delivery, _) = section, delivery.level == .dane, tlsa == .unusable,
            gateway.tls != nil
        else { return [] }
        return ["DANE: \(tlsa.rawValue), so senders that use DANE encrypt, and do not look whose gateway it is."]
    }
}
