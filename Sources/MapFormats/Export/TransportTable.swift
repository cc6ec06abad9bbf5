package import MandateCore

/// A table for `transport_maps`: the dedicated routes, as text for postmap(1).
package enum TransportTable {
    package static func text(of table: OutboundTable, origin: TableHead.Origin, unicode: @escaping UnicodeForm)
        -> String
    {
        var head = TableHead("Routes for Postfix (transport_maps)", origin)
        head.say(
            "Export postfix-tls-policy as well: mail that takes a route is asked for by the route's next hop, and without a policy for that it may go in the clear."
        )
        let claims = ClaimedName.all(in: table.register, on: table.day)
        let routed = claims.filter { claim in table.transport(forKey: claim.key) != nil }
        let keys = Set(routed.map(\.key))
        var lines = TableLines(unicode)
        for claim in claims {
            if let route = table.transport(forKey: claim.key)?.route {
                lines.add(claim.key, route.text)
            } else if claim.parents.contains(where: { keys.contains("." + $0) }) {
                // transport(5): a null transport and next hop mean the same as no table at all.
                lines.add(claim.key, ":")
            }
        }
        return head.text + lines.text
    }
}
