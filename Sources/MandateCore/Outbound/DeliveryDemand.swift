/// A key of `outbound` that a TLS policy is made from, named as in an agreement's file.
package enum DeliveryDemand: String, CaseIterable, Hashable, Sendable {
    case level
    case match
    case minimumProtocol = "minimum-protocol"
    case minimumBits = "minimum-bits"
    case excludeCiphers = "exclude-ciphers"
    case subjects = "certificate.subjects"
    case issuers = "certificate.issuers"
    case fingerprints = "certificate.fingerprints"
    case trustAnchors = "trust-anchors"
    case route
}

/// The lines of the keys that `outbound` has beside those of ``DemandLines``.
package struct DeliveryLines: Hashable, Sendable {
    package var match: Int?
    package var trustAnchors: Int?
    package var route: Int?

    package init(match: Int? = nil, trustAnchors: Int? = nil, route: Int? = nil) {
        self.match = match
        self.trustAnchors = trustAnchors
        self.route = route
    }
}

extension DeliveryDemands {
    /// The line of a demand in the agreement's file; one by default stands where the section begins.
    package func line(of demand: DeliveryDemand) -> Int {
        let section = gateway.lines.section
        return switch demand {
        case .match: lines.match ?? section
        case .trustAnchors: lines.trustAnchors ?? section
        case .route: lines.route ?? section
        case .level: gateway.lines[.level]
        case .minimumProtocol: gateway.lines[.minimumProtocol]
        case .minimumBits: gateway.lines[.minimumBits]
        case .excludeCiphers: gateway.lines[.excludeCiphers]
        case .subjects: gateway.lines[.subjects]
        case .issuers: gateway.lines[.issuers]
        case .fingerprints: gateway.lines[.fingerprints]
        }
    }
}
