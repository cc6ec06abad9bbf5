/// Postfix's TLS security levels (TLS_README, "Client TLS security levels"), in their order of strength.
package enum SecurityLevel: String, CaseIterable, Sendable {
    case none, may, encrypt, dane
    case daneOnly = "dane-only"
    case verify, secure, fingerprint

    /// Whether mail never travels in the clear at this level. `dane` falls back to `may` where a domain publishes no TLSA record.
    package var encryptsAlways: Bool {
        switch self {
        case .none, .may, .dane: false
        case .encrypt, .daneOnly, .verify, .secure, .fingerprint: true
        }
    }
}

/// What our mail server must achieve when it delivers to the partner: an agreement's `outbound` section.
package struct DeliveryDemands: Sendable {
    package var mode: Mode
    package var level: SecurityLevel
    /// Postfix match names: a name, `.name`, or a strategy (`nexthop`, `dot-nexthop`, `hostname`).
    package var match: [String]
    package var gateway: GatewayDemands
    /// A file with the only CAs to trust (Postfix tafile), as an absolute path.
    package var trustAnchors: String?
    /// A dedicated route, `TRANSPORT:NEXTHOP`.
    package var route: String?
    /// Where `match`, `trust-anchors` and `route` stand in the agreement's file; the other demands' lines are the gateway's.
    package var lines: DeliveryLines

    package init(
        mode: Mode = .enforce,
        level: SecurityLevel,
        match: [String] = [],
        gateway: GatewayDemands = GatewayDemands(),
        trustAnchors: String? = nil,
        route: String? = nil,
        lines: DeliveryLines = DeliveryLines()
    ) {
        self.mode = mode
        self.level = level
        self.match = match
        self.gateway = gateway
        self.trustAnchors = trustAnchors
        self.route = route
        self.lines = lines
    }
}

/// What a receiving gateway and its certificate must be like: in `outbound` the partner's, in `ours` our own.
package struct GatewayDemands: Sendable {
    /// Which name the certificate must bear.
    package enum Name: String, CaseIterable, Sendable {
        /// Common name or subject alternative name is the MX name.
        case mx
        case any
    }

    /// How the CA validated the certificate's holder (CA/Browser Forum).
    package enum Validation: String, CaseIterable, Sendable {
        case any, organisation, ev
    }

    package var minimumProtocol: ProtocolVersion
    package var minimumBits: Int
    package var exclusion: CipherExclusion
    /// Whether there is a `certificate` mapping: then a certificate that is out of date or revoked does not do.
    package var asksForCertificate: Bool
    package var subjects: [NamePattern]
    package var issuers: [String]
    package var fingerprints: Set<Fingerprint>
    package var name: Name
    package var validation: Validation
    package var lines: DemandLines

    package init(
        minimumProtocol: ProtocolVersion = .tls12,
        minimumBits: Int = 128,
        exclusion: CipherExclusion = CipherExclusion(),
        asksForCertificate: Bool = false,
        subjects: [NamePattern] = [],
        issuers: [String] = [],
        fingerprints: Set<Fingerprint> = [],
        name: Name = .any,
        validation: Validation = .any,
        lines: DemandLines = DemandLines(section: 0)
    ) {
        self.minimumProtocol = minimumProtocol
        self.minimumBits = minimumBits
        self.exclusion = exclusion
        self.asksForCertificate = asksForCertificate
        self.subjects = subjects
        self.issuers = issuers
        self.fingerprints = fingerprints
        self.name = name
        self.validation = validation
        self.lines = lines
    }
}
