package import MandateCore

/// One demand of an agreement beside what a gateway showed.
package struct DemandResult: Codable, Equatable, Sendable {
    package enum Verdict: String, Codable, Sendable {
        case kept, violated
        /// Nothing to compare: the gateway was not tested as far as that.
        case notTested = "not_tested"
    }

    /// ``GatewayResult/title``.
    package let gateway: String
    /// As the agreement's file names it; `starttls` is what every level above `dane` demands of each gateway.
    package let demand: String
    package let required: String
    package let found: String
    package let verdict: Verdict
    /// Where the demand is written; the section, where it is one by default.
    package let line: Int
}

/// What a gateway is held against.
package enum GatewaySection: Sendable {
    /// The partner's gateway against an agreement's `outbound`.
    ///
    /// - Parameter nexthop: The domain, or the route's next hop, that Postfix's strategies stand for.
    case outbound(DeliveryDemands, nexthop: String)
    /// Our own gateway against an agreement's `ours`.
    case ours(GatewayDemands)

    package var name: String {
        switch self {
        case .outbound: "outbound"
        case .ours: "ours"
        }
    }

    var demands: GatewayDemands {
        switch self {
        case .outbound(let delivery, _): delivery.gateway
        case .ours(let demands): demands
        }
    }

    /// Whether TLS is demanded in any case. A partner that makes demands of our gateways demands TLS.
    var demandsTLS: Bool {
        switch self {
        case .outbound(let delivery, _): delivery.level.encryptsAlways
        case .ours: true
        }
    }
}
