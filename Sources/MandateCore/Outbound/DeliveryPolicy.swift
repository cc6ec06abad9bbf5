/// What Postfix is told of deliveries to a partner: one value of `smtp_tls_policy_maps` (postconf(5); TLS_README, "Client TLS
/// security levels"), made from an agreement's `outbound` and never weaker than it.
///
/// Two policies are equal where Postfix would deliver alike. What the agreement demands and Postfix has no words for is in
/// ``notes(on:gateways:)``.
package struct DeliveryPolicy: Equatable, Sendable {
    /// The lowest grade of cipher suites (postconf(5), smtp_tls_mandatory_ciphers).
    package enum Grade: String, Sendable {
        case medium, high
    }

    /// What Postfix reads of a socketmap's answer (src/util/dict_sockmap.c, 100,000 octets), without the word `OK` before it.
    package static let longestValue = 99_997

    package let level: SecurityLevel
    /// nil: as main.cf has it.
    package let protocols: ProtocolRange?
    package let grade: Grade?
    /// OpenSSL's keywords and names. The attribute replaces main.cf's own lists, so all that is never to be used is in it.
    package let exclusions: [String]
    /// A file with the only CAs to trust, as an absolute path.
    package let trustAnchors: String?
    /// Names, or at level fingerprint pins; empty: as main.cf has it.
    package let match: [String]
    /// Whether the name of the host that is connected to is sent by SNI: a server with several certificates then shows its own.
    package let sendsServerName: Bool

    /// The policy for what an agreement demands of deliveries.
    ///
    /// - Parameter gateways: The partner's receiving hosts, which stand for patterns that Postfix cannot compare with.
    package init(_ demands: DeliveryDemands, gateways: [Agreement.Gateway] = []) {
        level = demands.level
        let sessions = SessionFloor(demands)
        protocols = sessions.protocols
        grade = sessions.grade
        exclusions = sessions.exclusions
        trustAnchors = level.verifiesNames ? demands.trustAnchors : nil
        match = demands.level == .fingerprint ? Self.pins(demands) : CertificateNames(demands, gateways: gateways).match
        let route = demands.route.map { Route($0) }
        sendsServerName = level.verifiesNames && !(route?.hasAddresses ?? false)
    }

    private static func pins(_ demands: DeliveryDemands) -> [String] {
        demands.gateway.fingerprints.map(\.text).sorted()
    }

    /// One attribute of the value, or its level.
    package struct Part: Equatable, Sendable {
        /// As it stands in the value.
        package let text: String
        /// What it comes from; empty: from what holds for all agreements.
        package let demands: [DeliveryDemand]
    }

    /// The parts of the value in their order: Sendmail's MTA-STS rules, which read it too, take all behind `match=` for names
    /// but for a `servername=hostname` at the end (cf/m4/proto.m4, STS_Check).
    ///
    /// - Parameter names: What the names come from.
    func parts(for version: PostfixVersion, namesFrom names: DeliveryDemand = .match) -> [Part] {
        var parts = [Part(text: level.rawValue, demands: [.level])]
        func add(_ name: String, _ value: String?, _ demands: [DeliveryDemand]) {
            // An empty value makes Postfix take the whole policy for invalid.
            if let value, !value.isEmpty { parts.append(Part(text: "\(name)=\(value)", demands: demands)) }
        }
        let isCapped = protocols?.ceiling != nil
        add(
            "protocols",
            protocols?.text(for: version),
            isCapped ? [.minimumProtocol, .minimumBits, .excludeCiphers] : [.minimumProtocol]
        )
        add("ciphers", grade?.rawValue, [.minimumBits])
        add("exclude", exclusions.joined(separator: ":"), [.minimumBits, .excludeCiphers])
        add("tafile", trustAnchors, [.trustAnchors])
        let isPinned = level == .fingerprint
        add("match", match.joined(separator: isPinned ? "|" : ":"), [isPinned ? .fingerprints : names])
        add("servername", sendsServerName && version.hasServerName ? "hostname" : nil, [])
        return parts
    }

    /// The value: the level, then attributes separated by single blanks; no braces, which Postfix 3.7 does not know.
    package func text(for version: PostfixVersion = .assumed) -> String {
        parts(for: version).map(\.text).joined(separator: " ")
    }
}

extension SecurityLevel {
    /// Whether the CA's signature and the name in the certificate are verified; `match=` and `tafile=` are for these levels.
    package var verifiesNames: Bool { self == .verify || self == .secure }
}
