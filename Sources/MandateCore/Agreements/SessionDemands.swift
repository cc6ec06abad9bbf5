/// What an agreement demands of a session: its `inbound` or `relay` section.
package struct SessionDemands: Sendable {
    /// How the peer is to be known.
    package enum Level: String, CaseIterable, Sendable {
        /// Encryption only.
        case encrypt
        /// A client certificate that the mail server trusts.
        case verify
        /// A client certificate, or a public key, that is pinned. The pin vouches by itself, whatever the chain.
        case fingerprint
    }

    /// What is answered where a demand is not kept.
    package enum Response: Hashable, Sendable {
        case `defer`
        case hold
        case reject
        /// Postfix FILTER, as `TRANSPORT:NEXTHOP`.
        case filter(String)
    }

    package var mode: Mode
    package var level: Level
    package var minimumProtocol: ProtocolVersion
    /// The shortest session key in bits, 1 to 512.
    package var minimumBits: Int
    package var exclusion: CipherExclusion
    /// Patterns for the client certificate's common name; empty: any.
    package var subjects: [NamePattern]
    /// Common names of the direct issuer (its organisation, where it has no common name); empty: any.
    package var issuers: [String]
    package var fingerprints: Set<Fingerprint>
    package var response: Response
    /// Where each demand stands in the agreement's file.
    package var lines: DemandLines

    package init(
        mode: Mode = .enforce,
        level: Level,
        minimumProtocol: ProtocolVersion = .tls12,
        minimumBits: Int = 128,
        exclusion: CipherExclusion = CipherExclusion(),
        subjects: [NamePattern] = [],
        issuers: [String] = [],
        fingerprints: Set<Fingerprint> = [],
        response: Response = .defer,
        lines: DemandLines = DemandLines(section: 0)
    ) {
        self.mode = mode
        self.level = level
        self.minimumProtocol = minimumProtocol
        self.minimumBits = minimumBits
        self.exclusion = exclusion
        self.subjects = subjects
        self.issuers = issuers
        self.fingerprints = fingerprints
        self.response = response
        self.lines = lines
    }
}

extension SessionDemands {
    /// Whether only the policy service sees what they demand (a fingerprint), or can do what they answer (a filter).
    package var arePolicyOnly: Bool {
        if case .filter = response { true } else { level == .fingerprint }
    }
}

/// One thing that an agreement can demand of a session, named as in its file.
package enum Demand: String, CaseIterable, Hashable, Sendable {
    case level
    case minimumProtocol = "minimum-protocol"
    case minimumBits = "minimum-bits"
    case excludeCiphers = "exclude-ciphers"
    case subjects = "certificate.subjects"
    case issuers = "certificate.issuers"
    case fingerprints = "certificate.fingerprints"
}

/// The lines of a section's demands in the agreement's file; a demand by default stands where the section begins.
package struct DemandLines: Hashable, Sendable {
    package var section: Int
    package var demands: [Demand: Int] = [:]

    package init(section: Int, demands: [Demand: Int] = [:]) {
        self.section = section
        self.demands = demands
    }

    package subscript(demand: Demand) -> Int { demands[demand] ?? section }
}
