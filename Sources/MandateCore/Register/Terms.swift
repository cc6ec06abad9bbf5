/// When each of a register's agreements is in force: from its beginning, until its successors have begun.
///
/// A successor for a name is the agreement that claims it and begins next. An agreement has ended once the last of its domains has
/// one that has begun, with all its clients; one that names no domain, once the last of its clients has. No other day ends it: `until`
/// does not (DESIGN.md, section 3).
struct Terms: Sendable {
    /// In days since 1970-01-01, so that a look-up compares numbers: the first day, and the first behind the last.
    private struct Term {
        var begin: Int
        var end = Int.max
    }

    private var terms: [Term]

    /// - Parameters:
    ///   - agreements: All, by their index.
    ///   - domains: The combinations of agreements that claim some domain.
    ///   - clients: The combinations of agreements that claim some client.
    init(_ agreements: [Agreement], domains: [DomainIndex.Claims], clients: [DomainIndex.Claims]) {
        terms = agreements.map { Term(begin: $0.validity.from?.daysSinceEpoch ?? .min) }
        let byDomains = successions(domains)
        let byClients = successions(clients)
        for index in terms.indices { terms[index].end = byDomains[index] ?? byClients[index] ?? .max }
    }

    /// The day on which the last of an agreement's names goes over to a successor; nil where it claims none.
    private func successions(_ combinations: [DomainIndex.Claims]) -> [Int?] {
        var last = [Int?](repeating: nil, count: terms.count)
        for claims in combinations {
            for claim in claims.map(Int.init) {
                let next = claims.map { begin(of: Int($0)) }.filter { $0 > begin(of: claim) }.min() ?? .max
                last[claim] = max(last[claim] ?? .min, next)
            }
        }
        return last
    }

    func begin(of index: Int) -> Int { terms[index].begin }

    /// The first day on which an agreement is no longer in force; nil while one of its names has no successor.
    func end(of index: Int) -> Day? { terms[index].end == .max ? nil : Day(daysSinceEpoch: terms[index].end) }

    func isInForce(_ index: Int, on day: Day) -> Bool {
        terms[index].begin <= day.daysSinceEpoch && day.daysSinceEpoch < terms[index].end
    }
}
