internal import MandateCore

/// What an agreement demands, in sentences.
struct Demands {
    /// What is asked in one direction.
    struct Group {
        let title: Prose
        let lines: [Prose]
    }

    let agreement: Agreement

    var groups: [Group] {
        let partner = agreement.partner
        return [
            Group(
                title: "Mail that \(value: partner) sends to us",
                lines: session(agreement.inbound) ?? ["Nothing is asked: this mail is not held against the agreement."]
            ),
            Group(
                title: "Mail that others hand to us for \(value: partner)",
                lines: session(agreement.relay) ?? ["Nothing is asked."]
            ),
            Group(title: "Mail that we deliver to \(value: partner)", lines: delivery ?? ["Nothing is asked."]),
            Group(title: "Our own mail servers", lines: agreement.ours.map(gateway) ?? ["Nothing is asked."]),
        ]
    }

    private func session(_ demands: SessionDemands?) -> [Prose]? {
        guard let demands else { return nil }
        var lines = mode(demands.mode)
        lines.append(level(demands.level))
        lines += encryption(demands.minimumProtocol, demands.minimumBits, demands.exclusion)
        lines += certificate(demands.subjects.map(\.text), demands.issuers, demands.fingerprints)
        lines.append(response(demands.response))
        return lines
    }

    private var delivery: [Prose]? {
        guard let demands = agreement.outbound else { return nil }
        var lines = mode(demands.mode)
        lines.append("\(level(demands.level)) This is the security level \(code: demands.level.rawValue).")
        if !demands.match.isEmpty { lines.append("The certificate must match: \(values(demands.match)).") }
        if let anchors = demands.trustAnchors { lines.append("Only these issuers are trusted: \(value: anchors).") }
        lines += gateway(demands.gateway)
        if let route = demands.route { lines.append("Mail takes a route of its own: \(code: route).") }
        return lines
    }

    private func gateway(_ demands: GatewayDemands) -> [Prose] {
        var lines = encryption(demands.minimumProtocol, demands.minimumBits, demands.exclusion)
        lines += certificate(demands.subjects.map(\.text), demands.issuers, demands.fingerprints)
        if demands.name == .mx {
            lines.append("The certificate must bear the server's name in the domain name system.")
        }
        switch demands.validation {
        case .any: break
        case .organisation: lines.append("The issuer of the certificate must have checked which organisation holds it.")
        case .ev: lines.append("The certificate must be one of extended validation (EV).")
        }
        return lines
    }

    private func mode(_ mode: Mode) -> [Prose] {
        switch agreement.mode == .off ? .off : mode {
        case .enforce: []
        case .testing: ["In testing: what does not keep this is recorded, and passes all the same."]
        case .off: ["Switched off: nothing is asked at present."]
        }
    }

    private func level(_ level: SessionDemands.Level) -> Prose {
        switch level {
        case .encrypt: "The connection must be encrypted."
        case .verify:
            "The connection must be encrypted, and the sender's server must show a certificate that is trusted."
        case .fingerprint:
            "The connection must be encrypted, and the sender's server must show the very certificate agreed on."
        }
    }

    private func level(_ level: SecurityLevel) -> Prose {
        switch level {
        case .none: "The connection is not encrypted."
        case .may: "The connection is encrypted where that is offered."
        case .encrypt: "The connection must be encrypted."
        case .dane: "The connection must be encrypted as the partner's signed DNS entries ask, where there are any."
        case .daneOnly: "The connection must be encrypted as the partner's signed DNS entries ask."
        case .verify, .secure:
            "The connection must be encrypted, and the receiving server's certificate must be trusted and bear its name."
        case .fingerprint:
            "The connection must be encrypted, and the receiving server must show the very certificate agreed on."
        }
    }

    private func encryption(_ version: ProtocolVersion, _ bits: Int, _ exclusion: CipherExclusion) -> [Prose] {
        let excluded = exclusion.entries.map(\.text)
        let always = CipherExclusion.always.map(\.text).filter { !excluded.contains($0) }.joined(separator: ", ")
        return [
            "\(versionWords(version.rawValue)) or newer, with session keys of \(bits) bits or more.",
            excluded.isEmpty
                ? "No worthless ciphers (\(always))."
                : "Not with the ciphers \(excluded.joined(separator: ", ")), nor with worthless ones (\(always)).",
        ]
    }

    private func certificate(_ subjects: [String], _ issuers: [String], _ pins: Set<Fingerprint>) -> [Prose] {
        var lines: [Prose] = []
        if !subjects.isEmpty { lines.append("The certificate must bear the name \(values(subjects)).") }
        if !issuers.isEmpty { lines.append("The certificate must be issued by \(values(issuers)).") }
        if !pins.isEmpty {
            lines.append("The certificate must be \(values(pins.map { "sha256:" + $0.text }.sorted())).")
        }
        return lines
    }

    private func response(_ response: SessionDemands.Response) -> Prose {
        switch response {
        case .defer: "What does not keep this is refused for the time being; the sender's server tries again."
        case .hold: "What does not keep this is held until an administrator releases it."
        case .reject: "What does not keep this is refused, and the sender is told why."
        case .filter(let gateway):
            "What does not keep this is sent on through an encrypting gateway (\(code: gateway))."
        }
    }

    private func values(_ texts: [String]) -> Prose { texts.map { "\(value: $0)" }.joined(" or ") }
}
