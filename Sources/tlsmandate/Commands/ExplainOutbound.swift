import MandateCore

/// `explain --outbound`: the TLS policy of a next hop, and the file and line that each part of it comes from.
struct ExplainOutbound: Encodable {
    /// Where something stands in an agreement.
    struct Place: Encodable {
        let demand: String
        let file: String
        let line: Int
    }

    /// One part of the value; no places: it holds for all agreements.
    struct Part: Encodable {
        let text: String
        let from: [Place]
    }

    /// What the value cannot say, and what stands in for it.
    struct Note: Encodable {
        let demand: String
        let text: String
        let file: String
        let line: Int
    }

    /// As it was asked for.
    let nextHop: String
    /// nil: the mail server is told that nothing is known.
    let policy: String?
    let agreement: String?
    let partner: String?
    let route: String?
    let parts: [Part]
    let notes: [Note]
    /// Why there is no policy, or that another next hop counts.
    let reason: String?

    enum CodingKeys: String, CodingKey {
        case nextHop = "next_hop"
        case policy, agreement, partner, route, parts, notes, reason
    }

    /// All keys always, as null where there is nothing.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(nextHop, forKey: .nextHop)
        try container.encode(policy, forKey: .policy)
        try container.encode(agreement, forKey: .agreement)
        try container.encode(partner, forKey: .partner)
        try container.encode(route, forKey: .route)
        try container.encode(parts, forKey: .parts)
        try container.encode(notes, forKey: .notes)
        try container.encode(reason, forKey: .reason)
    }

    /// - Parameter key: A domain, or a next hop as a route writes it.
    init(_ key: String, table: OutboundTable) {
        nextHop = key
        guard let entry = table.tlsPolicy(forKey: key) else {
            let name = NextHop(key).name
            let found = table.register.agreement(ofDomain: name, on: table.day)
            (policy, route, parts, notes) = (nil, nil, [], [])
            (agreement, partner) = (found?.name, found?.partner)
            reason = Self.reason(found ?? Self.coming(name, table), on: table.day) + Self.parent(key, name, table)
            return
        }
        let file = entry.agreement.file
        policy = entry.value
        agreement = entry.agreement.name
        partner = entry.agreement.partner
        route = entry.route?.text
        parts = entry.parts(for: table.version).map { part in
            Part(
                text: part.text,
                from: part.demands.map {
                    Place(demand: $0.rawValue, file: file, line: entry.demands.line(of: $0))
                }
            )
        }
        notes = entry.notes.map {
            Note(demand: $0.demand.rawValue, text: $0.text, file: file, line: entry.demands.line(of: $0.demand))
        }
        let isRouted = table.transport(forKey: key) != nil
        reason =
            isRouted
            ? route.map { "mail for this domain takes the route \($0), and Postfix asks by its next hop" } : nil
    }

    /// The agreement that will have a name once all have begun.
    private static func coming(_ name: String, _ table: OutboundTable) -> Agreement? {
        table.register.agreement(ofDomain: name, on: Day(daysSinceEpoch: .max / 2))
    }

    /// Whose policy Postfix comes to all the same: for a name, but not for a next hop with brackets or port.
    private static func parent(_ key: String, _ name: String, _ table: OutboundTable) -> String {
        guard key == name, let (parent, agreement) = table.register.delivery(above: name, on: table.day) else {
            return ""
        }
        return "; Postfix asks for \(parent) next, and delivers by the agreement '\(agreement.name)'"
    }

    private static func reason(_ agreement: Agreement?, on day: Day) -> String {
        guard let agreement else { return "no agreement has this domain or next hop: later maps, or main.cf, answer" }
        let what = "the agreement '\(agreement.name)'"
        if let begin = agreement.validity.from, begin > day { return "\(what) begins on \(begin.text)" }
        if agreement.mode == .off { return "\(what) is off" }
        guard let outbound = agreement.outbound else { return "\(what) demands nothing of deliveries" }
        return outbound.mode == .testing
            ? "\(what) is in testing: Postfix delivers as without it" : "\(what) demands nothing of deliveries now"
    }

    /// For a reader.
    var lines: [String] {
        var lines = ["\(nextHop): \(policy ?? "no policy (NOTFOUND)")"]
        if let agreement, let partner, policy != nil { lines.append("  agreement \(agreement), with \(partner)") }
        if let reason { lines.append("  " + reason) }
        for part in parts {
            let places = part.from.map { "\($0.demand) (\($0.file):\($0.line))" }.joined(separator: ", ")
            lines.append("  \(part.text)    \(places.isEmpty ? "for all agreements" : places)")
        }
        for note in notes { lines.append("  note: \(note.demand) (\(note.file):\(note.line)): \(note.text)") }
        return lines.map(Printable.line)
    }
}
