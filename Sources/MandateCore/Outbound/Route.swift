/// A route of an agreement, as in Postfix's transport map: `TRANSPORT:NEXTHOP` (transport(5)).
package struct Route: Equatable, Sendable {
    /// As the agreement writes it.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// What Postfix looks the TLS policy of a delivery by this route up by: each of the next hops, as written, with its brackets
    /// and port. A transport may have several, separated by commas (postconf(5), smtp(8): Postfix 3.5 and later).
    package var nextHops: [Substring] {
        guard let colon = text.firstIndex(of: ":") else { return [] }
        return text[text.index(after: colon)...].split(separator: ",")
    }

    /// Whether each next hop has a name, and brackets in pairs around it. smtp(8) panics on a list of nothing but commas.
    package var isWellFormed: Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return text[text.index(after: colon)...].split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
            hop in
            let name = NextHop(hop).name
            return !name.isEmpty && name.first != ":" && !name.contains("[") && !name.contains("]")
        }
    }

    /// The first port that cannot be told: of another service's name Postfix alone may know the number (services(5)).
    package var unknownPort: String? {
        nextHops.lazy.map(NextHop.init).first { $0.port != nil && $0.portNumber == nil }?.port
    }

    /// Whether a next hop is an address: that has no name to be asked for by SNI (RFC 6066, section 3).
    var hasAddresses: Bool {
        nextHops.contains { IPAddress(NextHop($0).host) != nil }
    }
}
