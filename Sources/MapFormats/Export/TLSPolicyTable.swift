package import MandateCore

/// A table for `smtp_tls_policy_maps`: all that an ``OutboundTable`` answers, as text for postmap(1).
package enum TLSPolicyTable {
    package static func text(of table: OutboundTable, origin: TableHead.Origin, unicode: @escaping UnicodeForm)
        -> String
    {
        var head = TableHead("TLS policies for Postfix \(table.version.text) and later (smtp_tls_policy_maps)", origin)
        head.say(
            "Postfix asks by the next hop: the domain, or what transport_maps or relayhost lead to. A relayhost has no agreement: with one, nothing here is asked for."
        )
        head.say(
            "An entry holds until the table is made anew: export and postmap again when agreements change, and when one begins by its date."
        )
        let claims = ClaimedName.all(in: table.register, on: table.day)
        var lines = TableLines(unicode)
        for claim in claims {
            if let entry = table.tlsPolicy(forKey: claim.key) { lines.add(claim.key, entry.value) }
        }
        for (hop, entry) in table.routedNextHops { lines.add(hop, entry.value) }
        for entry in table.entries {
            for note in entry.notes { head.lacks(entry.agreement.name, "\(note.demand.rawValue): \(note.text)") }
            if entry.demands.trustAnchors != nil {
                head.lacks(
                    entry.agreement.name,
                    "trust-anchors: a chrooted smtp(8) looks for the file below the queue directory"
                )
            }
        }
        for claim in claims where table.entry(of: claim.agreement) == nil {
            guard let parent = claim.parents.first(where: { lines.has("." + $0) }) else { continue }
            head.lacks(
                claim.agreement.name,
                "\(claim.below ? "*." : "")\(claim.name) has nothing enforced, but .\(parent) answers for it: a table cannot say otherwise"
            )
        }
        return head.text + lines.text
    }
}
