/// What one agreement answers the mail server. A class, since look-ups pass it on by reference.
package final class OutboundEntry: Sendable {
    package let agreement: Agreement
    package let demands: DeliveryDemands
    package let policy: DeliveryPolicy
    /// The value for `smtp_tls_policy_maps`; never empty.
    package let value: String
    /// The value for `transport_maps`; nil: the mail goes where MX records say.
    package let route: Route?
    /// Its place in the table's entries, by which a server finds what it has prepared for each.
    package let position: Int

    init(_ agreement: Agreement, _ demands: DeliveryDemands, position: Int, version: PostfixVersion) {
        self.agreement = agreement
        self.demands = demands
        self.position = position
        policy = DeliveryPolicy(demands, gateways: agreement.gateways)
        value = policy.text(for: version)
        route = demands.route.map { Route($0) }
    }

    /// The value's parts, each with what it comes from.
    package func parts(for version: PostfixVersion = .assumed) -> [DeliveryPolicy.Part] {
        let origin = CertificateNames(demands, gateways: agreement.gateways).origin
        let isFromSubjects = origin == .subjects || origin == .gateways
        return policy.parts(for: version, namesFrom: isFromSubjects ? .subjects : .match)
    }

    /// What of the agreement the value cannot say.
    package var notes: [DeliveryNote] { DeliveryPolicy.notes(on: demands, gateways: agreement.gateways) }

    /// The route's next hops in the form in which keys compare.
    var nextHops: [String] { (route?.nextHops ?? []).map(\.lowercasedASCII) }

    var begin: Int { agreement.validity.from?.daysSinceEpoch ?? .min }
}

extension Agreement {
    /// What deliveries to the partner must achieve, where that is enforced: neither section nor agreement is off or in testing.
    package var enforcedDelivery: DeliveryDemands? {
        guard mode != .off, let outbound, outbound.mode == .enforce else { return nil }
        return outbound
    }
}
