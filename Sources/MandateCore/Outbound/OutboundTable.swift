/// What the mail server is answered when it asks how to deliver: one register, on one day, for one version of Postfix.
///
/// All values are made once. A look-up reads the key's octets, hashes them, and allocates nothing for a name in ASCII.
package struct OutboundTable: Sendable {
    package let register: Register
    /// The day on which agreements are in force; a new day needs a new table.
    package let day: Day
    package let version: PostfixVersion
    /// The agreements whose outbound is enforced, in the order of their names.
    package let entries: [OutboundEntry]

    /// The entry of each of the register's agreements; -1: it has none.
    private let entryOfAgreement: [Int32]
    private let entryOf: [ObjectIdentifier: OutboundEntry]
    /// Next hops of routes as written, with brackets and port.
    private var nextHops = DomainIndex()
    /// Those among them that are bare names.
    private var bareNextHops = DomainIndex()

    package init(register: Register, on day: Day, for version: PostfixVersion = .assumed) {
        self.register = register
        self.day = day
        self.version = version
        var entries: [OutboundEntry] = []
        entryOfAgreement = register.agreements.map { agreement in
            guard register.isInForce(agreement, on: day), let demands = agreement.enforcedDelivery else { return -1 }
            let entry = OutboundEntry(agreement, demands, position: entries.count, version: version)
            entries.append(entry)
            return Int32(entry.position)
        }
        self.entries = entries
        entryOf = Dictionary(entries.map { (ObjectIdentifier($0.agreement), $0) }) { first, _ in first }
        indexNextHops()
    }

    /// Of several agreements with one next hop, whose validity cannot overlap, the last to have begun counts, as with domains.
    private mutating func indexNextHops() {
        var owners: [String: OutboundEntry] = [:]
        for entry in entries {
            for hop in entry.nextHops {
                if let other = owners[hop], other.begin >= entry.begin { continue }
                owners[hop] = entry
            }
        }
        for (hop, entry) in owners where (1...DomainIndex.longestName).contains(hop.utf8.count) {
            nextHops.insert(hop.utf8.span, below: false, agreement: Int32(entry.position))
            guard NextHop.name(in: hop.utf8.span) == 0..<hop.utf8.count else { continue }
            bareNextHops.insert(hop.utf8.span, below: false, agreement: Int32(entry.position))
        }
    }

    /// The next hops of all routes, with brackets and port, in lower case, and whose they are.
    package var routedNextHops: [(nextHop: String, entry: OutboundEntry)] {
        var found: [(String, OutboundEntry)] = []
        nextHops.forEach { name, _, claims in
            if let claim = claims.first { found.append((name, entries[Int(claim)])) }
        }
        return found.sorted { $0.0 < $1.0 }
    }

    /// The TLS policy for a next hop.
    ///
    /// A route's next hop is found as written. Any other key is compared without brackets and port, caseless, U-labels as
    /// A-labels, with the domains of the agreements. `.parent.example`, which Postfix asks for behind `sub.parent.example`, is
    /// found where an agreement has all names below it.
    ///
    /// - Returns: nil where no agreement with an enforced outbound has the key. Then a later map, or main.cf, may answer.
    package func tlsPolicy(forKey key: Span<UInt8>) -> OutboundEntry? {
        if let found = nextHops.first(claiming: key, accept: \.first) { return entries[Int(found)] }
        let name = key.extracting(NextHop.name(in: key))
        if let found = bareNextHops.first(claiming: name, accept: \.first) { return entries[Int(found)] }
        return entry(ofDomain: name)
    }

    /// The entry whose route the mail for an address or a domain takes.
    ///
    /// - Parameter key: `user@domain`, which is how Postfix asks a socketmap, or `domain`; also `.parent`.
    /// - Returns: nil where no agreement with an enforced outbound has a route for it.
    package func transport(forKey key: Span<UInt8>) -> OutboundEntry? {
        guard let domain = MailAddress.domain(in: key) ?? (Self.hasAt(key) ? nil : 0..<key.count),
            let entry = entry(ofDomain: key.extracting(domain)), entry.route != nil
        else { return nil }
        return entry
    }

    /// See ``tlsPolicy(forKey:)-(Span<UInt8>)``.
    package func tlsPolicy(forKey key: String) -> OutboundEntry? { tlsPolicy(forKey: key.utf8.span) }

    /// See ``transport(forKey:)-(Span<UInt8>)``.
    package func transport(forKey key: String) -> OutboundEntry? { transport(forKey: key.utf8.span) }

    private static func hasAt(_ key: Span<UInt8>) -> Bool {
        for index in key.indices where key[index] == UInt8(ascii: "@") { return true }
        return false
    }

    /// An agreement whose outbound is not enforced is found too, and hides those with a wider pattern.
    private func entry(ofDomain domain: Span<UInt8>) -> OutboundEntry? {
        guard domain.count > 0, let index = register.agreementIndex(ofDomain: domain, on: day) else { return nil }
        let position = entryOfAgreement[index]
        return position < 0 ? nil : entries[Int(position)]
    }

    /// The entry of an agreement; nil where its outbound is not enforced.
    package func entry(of agreement: Agreement) -> OutboundEntry? { entryOf[ObjectIdentifier(agreement)] }
}
