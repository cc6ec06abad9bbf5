package import MandateCore

/// What is to be probed, and what it is held against.
package struct ProbeTarget: Sendable {
    /// Where the gateways are found.
    package enum Place: Hashable, Sendable {
        /// The MX hosts of a domain, at a port.
        case exchangers(of: String, port: Int)
        /// Hosts as they are named.
        case gateways([Agreement.Gateway])
    }

    package var place: Place
    /// Whose mail the gateways receive; nil: not known.
    package var domain: String?
    package var agreement: Agreement?
    /// nil: nothing but the documents' table.
    package var section: GatewaySection?
    /// Of the section.
    package var mode: Mode
    /// A PEM file with the only CAs to trust; nil: those that OpenSSL trusts by default.
    package var trustAnchors: String?

    package init(
        place: Place,
        domain: String? = nil,
        agreement: Agreement? = nil,
        section: GatewaySection? = nil,
        mode: Mode = .enforce,
        trustAnchors: String? = nil
    ) {
        self.place = place
        self.domain = domain
        self.agreement = agreement
        self.section = section
        self.mode = mode
        self.trustAnchors = trustAnchors
    }
}

extension ProbeTarget {
    /// Whether the DNS has to be asked.
    package var needsNames: Bool {
        switch place {
        case .exchangers: true
        case .gateways(let gateways): gateways.contains { IPAddress($0.host) == nil }
        }
    }

    /// What Postfix sends a gateway in the server name extension (RFC 6066); nil: nothing. At the levels that verify names the policy
    /// that we give it says so (``DeliveryPolicy/sendsServerName``); else it sends the name where there are TLSA records (RFC 7672,
    /// section 8.1), but not at level fingerprint.
    func serverName(of host: GatewayHost) -> String? {
        if case .outbound(let delivery, _) = section, delivery.level.verifiesNames || delivery.level == .fingerprint {
            return DeliveryPolicy(delivery).sendsServerName && host.literal == nil ? host.host : nil
        }
        return host.tlsa.isEmpty ? nil : host.tlsaHost
    }

    /// The targets of an agreement's `outbound`: its gateways, else its route's next hops, else the MX hosts of its domains.
    /// A pattern `*.domain` names no domain that could be looked up.
    ///
    /// - Parameters:
    ///   - domains: Of these only; nil: all that the agreement lists.
    ///   - port: Of MX hosts; 25, but for tests.
    package static func outbound(_ agreement: Agreement, domains: [String]? = nil, port: Int = 25) -> [ProbeTarget] {
        let named = domains ?? agreement.domains.filter { !$0.below }.map(\.name.text)
        let outbound = agreement.mode == .off ? nil : agreement.outbound
        let isAsked = outbound.map { $0.mode != .off } ?? false
        func target(_ place: Place, _ domain: String?, nexthop: String) -> ProbeTarget {
            ProbeTarget(
                place: place,
                domain: domain,
                agreement: agreement,
                section: isAsked ? outbound.map { .outbound($0, nexthop: nexthop) } : nil,
                mode: outbound?.mode ?? .enforce,
                trustAnchors: outbound?.trustAnchors
            )
        }
        let first = named.first ?? agreement.domains.first?.name.text
        if !agreement.gateways.isEmpty {
            return [target(.gateways(agreement.gateways), first, nexthop: first ?? "")]
        }
        if let route = outbound?.route {
            return Route(route).nextHops.map(NextHop.init).map { hop in
                let place: Place =
                    hop.isDirect
                    ? .gateways([.init(host: hop.host, port: hop.portNumber ?? port)])
                    : .exchangers(of: hop.host, port: hop.portNumber ?? port)
                return target(place, first, nexthop: hop.host)
            }
        }
        return named.map { target(.exchangers(of: $0, port: port), $0, nexthop: $0) }
    }
}
