/// What an agreement demands of deliveries and Postfix has no words for, and what stands in for it.
package struct DeliveryNote: Equatable, Sendable {
    /// Whether somebody has to know before mail is sent.
    package enum Weight: Sendable {
        /// All that is demanded is kept; this is how.
        case information
        /// Deliveries do less than is demanded, or otherwise than one would expect.
        case warning
    }

    package let demand: DeliveryDemand
    package let weight: Weight
    /// A clause without a full stop.
    package let text: String

    init(_ demand: DeliveryDemand, _ weight: Weight, _ text: String) {
        self.demand = demand
        self.weight = weight
        self.text = text
    }
}

extension DeliveryPolicy {
    /// What of an agreement's demands the policy does not say as they stand, and what it says instead.
    package static func notes(on demands: DeliveryDemands, gateways: [Agreement.Gateway] = []) -> [DeliveryNote] {
        guard demands.level != .none else { return [] }
        let policy = DeliveryPolicy(demands, gateways: gateways)
        let names = CertificateNames(demands, gateways: gateways)
        let notes = [
            bitsNote(demands, policy), cappedNote(demands, policy), levelNote(demands), originNote(demands, names),
            subjectsNote(demands, names), issuersNote(demands),
        ]
        return notes.compactMap(\.self)
    }

    private static func bitsNote(_ demands: DeliveryDemands, _ policy: DeliveryPolicy) -> DeliveryNote? {
        let bits = demands.gateway.minimumBits
        guard bits > 112, let grade = policy.grade?.rawValue else { return nil }
        return DeliveryNote(
            .minimumBits,
            .information,
            "Postfix has no number of bits: ciphers=\(grade) and exclude= keep out every encryption below \(bits) bit"
        )
    }

    private static func cappedNote(_ demands: DeliveryDemands, _ policy: DeliveryPolicy) -> DeliveryNote? {
        guard let range = policy.protocols, let ceiling = range.ceiling else { return nil }
        let gateway = demands.gateway
        let tooShort = CipherFloor.offered13.filter { $0.bits < gateway.minimumBits }
        let suites = CipherFloor.offered13
            .filter { $0.bits < gateway.minimumBits || gateway.exclusion.excludes($0.name) }
            .map(\.name).joined(separator: ", ")
        guard !range.isEmpty else {
            // smtp_proto.c: where encryption is no must, a failed handshake is tried once, and then mail is sent without.
            let outcome =
                demands.level.encryptsAlways ? "all mail is deferred" : "mail waits, and then goes in the clear"
            return DeliveryNote(
                .minimumProtocol,
                .warning,
                "no delivery can keep this: the server may choose \(suites) in TLS 1.3, which Postfix cannot exclude, so \(outcome); allow TLSv1.2, or that suite"
            )
        }
        return DeliveryNote(
            tooShort.isEmpty ? .excludeCiphers : .minimumBits,
            .warning,
            "the server may choose \(suites) in TLS 1.3, which Postfix cannot exclude: deliveries keep to \(ceiling.rawValue)"
        )
    }

    private static func levelNote(_ demands: DeliveryDemands) -> DeliveryNote? {
        let level = demands.level.rawValue
        return switch demands.level {
        case .may:
            DeliveryNote(
                .level,
                .information,
                "level may delivers in the clear to a server without TLS that is good enough"
            )
        case .dane:
            DeliveryNote(.level, .information, "level dane is level may where the domain publishes no TLSA record")
        case .verify, .secure:
            DeliveryNote(
                .level,
                .information,
                "level \(level) asks the CAs; TLSA records, where the domain publishes some, are not looked at, as dane-only would"
            )
        case .fingerprint:
            DeliveryNote(
                .fingerprints,
                .information,
                "the pins are of SHA-256: without smtp_tls_fingerprint_digest = sha256 in main.cf all mail is deferred"
            )
        case .none, .encrypt, .daneOnly: nil
        }
    }

    /// Where the names come from that stand for what the agreement says of names.
    private static func originNote(_ demands: DeliveryDemands, _ names: CertificateNames) -> DeliveryNote? {
        guard demands.level.verifiesNames else { return nil }
        return switch (names.origin, demands.level) {
        case (.match, _) where names.match.contains("hostname"):
            DeliveryNote(
                .match,
                .warning,
                "hostname is the name of the MX host, which DNS can forge: write the names of the gateways, or nexthop"
            )
        case (.match, _), (.subjects, _): nil
        case (.gateways, _):
            DeliveryNote(
                .subjects,
                .warning,
                "Postfix has no patterns for part of a label: the gateways that fit stand in, match=\(names.match.joined(separator: ":"))"
            )
        case (.level, .verify):
            DeliveryNote(
                .match,
                .warning,
                "level verify without names takes that of the MX host, which DNS can forge (smtp_tls_verify_cert_match): write match, or level secure"
            )
        case (.level, _):
            DeliveryNote(
                .match,
                .information,
                "without names the domain and what is below it are taken (smtp_tls_secure_cert_match)"
            )
        }
    }

    private static func subjectsNote(_ demands: DeliveryDemands, _ names: CertificateNames) -> DeliveryNote? {
        guard !names.left.isEmpty else { return nil }
        let subjects = names.left.map(\.text).joined(separator: ", ")
        let instead =
            if !demands.level.verifiesNames {
                "level \(demands.level.rawValue) compares no names"
            } else if names.match.isEmpty {
                "the names of the level stand in"
            } else {
                "match=\(names.match.joined(separator: ":")) stands in"
            }
        return DeliveryNote(
            .subjects,
            .warning,
            "Postfix cannot be told the subject \(subjects): only probes compare it, \(instead)"
        )
    }

    private static func issuersNote(_ demands: DeliveryDemands) -> DeliveryNote? {
        guard !demands.gateway.issuers.isEmpty else { return nil }
        let issuers = demands.gateway.issuers.joined(separator: ", ")
        let instead =
            if !demands.level.verifiesNames {
                "level \(demands.level.rawValue) asks no CA"
            } else if demands.trustAnchors == nil {
                "any CA that main.cf trusts stands in; trust-anchors would limit them"
            } else {
                "the CAs of trust-anchors stand in"
            }
        return DeliveryNote(
            .issuers,
            .warning,
            "Postfix cannot be told the issuer \(issuers): only probes compare it, \(instead)"
        )
    }
}
