internal import MandateCore

/// Warnings of what is legal and unwise, each with its reason and remedy.
enum UnwiseChecks {
    /// How long before its end an agreement is worth a warning: time to get a successor signed.
    private static let daysOfNotice = 60

    static func check(_ read: ReadAgreement, source: SourceFile, register: Register, today: Day) {
        // What all domains have gone over from asks for nothing any more, and its file may stay.
        if let end = register.end(of: read.agreement), end <= today { return }
        guard read.agreement.mode != .off else {
            source.warning(
                "the agreement is off: nothing is asked of this partner; remove 'mode: off' when it is to hold again",
                at: read.positions.file
            )
            return
        }
        if register.end(of: read.agreement) == nil { checkEnd(read, source: source, today: today) }
        checkModes(read, source: source)
        checkDomains(read, source: source, register: register)
        if let reader = read.positions.inbound { checkInbound(read, reader) }
        for (demands, reader) in [
            (read.agreement.inbound, read.positions.inbound), (read.agreement.relay, read.positions.relay),
        ] {
            if let demands, let reader { checkSession(demands, reader) }
        }
        if let outbound = read.agreement.outbound, let reader = read.positions.outbound {
            checkDelivery(outbound, reader)
        }
    }

    private static func checkEnd(_ read: ReadAgreement, source: SourceFile, today: Day) {
        guard let until = read.agreement.validity.until else { return }
        let days = until.daysSinceEpoch - today.daysSinceEpoch
        if days < 0 {
            source.warning(
                "the agreement ended on \(until.text); it stays in force until a successor begins: renew it, or remove the file",
                at: read.positions.untilPosition
            )
        } else if days <= daysOfNotice {
            source.warning(
                "the agreement ends on \(until.text), in \(days) days; it stays in force then: renew it, or remove the file",
                at: read.positions.untilPosition
            )
        }
    }

    private static func checkModes(_ read: ReadAgreement, source: SourceFile) {
        let agreement = read.agreement
        let modes = [agreement.inbound?.mode, agreement.relay?.mode, agreement.outbound?.mode].compactMap { $0 }
        guard !modes.contains(.enforce) else { return }
        source.warning(
            modes.isEmpty && agreement.ours != nil
                ? "nothing is enforced: the agreement has only what is demanded of our own gateways"
                : "nothing is enforced: no section is in mode enforce; what breaks the agreement passes",
            at: read.positions.file
        )
    }

    private static func checkDomains(_ read: ReadAgreement, source: SourceFile, register: Register) {
        for (pattern, position) in read.domains {
            if !pattern.name.text.contains(".") {
                source.warning("'\(pattern.text)' is a whole top-level domain", at: position)
            }
            if let shared = SharedNames.owner(of: pattern.name.text) {
                source.warning(sharedReason(pattern.text, shared), at: position)
            }
        }
        checkOwnDomains(read, source: source, register: register)
        let takesPart = read.agreement.inbound != nil || read.agreement.relay != nil || read.agreement.outbound != nil
        if takesPart, read.domains.isEmpty, read.domainsFile == nil, !read.agreement.identifyBy.contains(.client) {
            source.warning(
                "the agreement names no domain, so no message is the partner's: add 'domains'",
                at: read.positions.file
            )
        }
    }

    private static func checkOwnDomains(_ read: ReadAgreement, source: SourceFile, register: Register) {
        // Far in the future all agreements have begun.
        let day = Day(daysSinceEpoch: .max / 2)
        for own in register.configuration.organisation.domains {
            let isClaimed = register.agreement(ofDomain: own.name.text, on: day) === read.agreement
            guard own.below || isClaimed else { continue }
            let listed = read.domains.first { $0.pattern.covers(own) }
            guard listed != nil || read.domainsFile != nil && !own.below else { continue }
            source.warning(
                "our own domain '\(own.text)' is among the partner's: our own mail would be asked to keep the agreement; remove it",
                at: listed?.position ?? read.domainsFile?.position ?? read.positions.file
            )
        }
    }

    private static func checkInbound(_ read: ReadAgreement, _ reader: MappingReader) {
        if read.agreement.inbound?.response == .hold {
            reader.source.warning(
                "on-violation: hold comes too late inbound: the message has already travelled in the clear; defer or reject makes the partner's server notice",
                at: reader.keyPosition("on-violation")
            )
        }
        if !read.clients.isEmpty, !read.agreement.identifyBy.contains(.client) {
            reader.source.warning(
                "'clients' is not looked at: add client to 'identify-by'",
                at: reader.keyPosition("clients")
            )
        }
        for (client, position) in read.clients {
            if case .network(let network) = client, network.isEverybody {
                reader.source.warning(
                    "this client is everybody's network: all mail from it would be the partner's; name the partner's own networks",
                    at: position
                )
            }
            guard case .name(let pattern) = client else { continue }
            if let shared = SharedNames.owner(of: pattern.name.text) {
                reader.source.warning(sharedReason(pattern.text, shared), at: position)
            } else {
                reader.source.warning(
                    "the client '\(pattern.text)' is known by its name, which depends on DNS: who controls it, or a DNS failure, decides whether the agreement takes part; name addresses",
                    at: position
                )
            }
        }
    }

    private static func checkSession(_ demands: SessionDemands, _ reader: MappingReader) {
        if demands.level == .verify, demands.subjects.isEmpty, demands.issuers.isEmpty {
            reader.source.warning(
                "level verify with neither subjects nor issuers accepts every certificate of every CA that the mail server trusts: name the certificates",
                at: reader.keyPosition("level")
            )
        }
        if demands.minimumProtocol < .tls12 {
            reader.source.warning(
                "\(demands.minimumProtocol.rawValue) is deprecated (RFC 8996): ask the partner for TLSv1.2",
                at: reader.keyPosition("minimum-protocol")
            )
        }
        for subject in demands.subjects {
            guard let shared = SharedNames.owner(of: subject.text.lowercased()) else { continue }
            reader.source.warning(sharedReason(subject.text, shared), at: reader.keyPosition("certificate"))
        }
    }

    /// What `outbound` asks of sessions under TLS.
    private static let sessionKeys = ["minimum-protocol", "minimum-bits", "exclude-ciphers", "certificate"]

    private static func checkDelivery(_ demands: DeliveryDemands, _ reader: MappingReader) {
        for key in sessionKeys where demands.level == .none && reader.has(key) {
            reader.source.warning(
                "level none delivers in the clear, so no delivery keeps '\(key)': remove it, or write a level that encrypts",
                at: reader.keyPosition(key)
            )
        }
        if demands.level == .dane {
            reader.source.warning(
                "level dane delivers in the clear where the domain publishes no TLSA record: dane-only does not",
                at: reader.keyPosition("level")
            )
        }
        for name in demands.match {
            guard let shared = SharedNames.owner(of: name) else { continue }
            reader.source.warning(sharedReason(name, shared), at: reader.keyPosition("match"))
        }
    }

    private static func sharedReason(_ name: String, _ owner: String) -> String {
        "'\(name)' belongs to \(owner), whose customers share it: it does not tell the partner from them"
    }
}

extension DomainPattern {
    /// Whether some name is meant by both patterns.
    fileprivate func covers(_ other: DomainPattern) -> Bool {
        let isBelow = other.name.text.hasSuffix("." + name.text)
        let isAbove = name.text.hasSuffix("." + other.name.text)
        return switch (below, other.below) {
        case (false, false): name == other.name
        case (true, false): isBelow
        case (false, true): isAbove
        case (true, true): name == other.name || isBelow || isAbove
        }
    }
}
