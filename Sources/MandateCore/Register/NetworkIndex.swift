/// Finds the agreements that name a client's network: the longest prefix first.
///
/// One look-up for each prefix length in use, whatever the number of agreements.
package struct NetworkIndex: Sendable {
    private var claims: [IPNetwork: DomainIndex.Claims] = [:]
    private var lengths: [Int] = []

    package init() {}

    /// Whether no network is named.
    package var isEmpty: Bool { claims.isEmpty }

    /// Adds a claim and returns those on the same network that were there before.
    @discardableResult
    package mutating func insert(_ network: IPNetwork, agreement: Int32) -> DomainIndex.Claims {
        let before = claims[network] ?? []
        if !before.contains(agreement) { claims[network] = before + [agreement] }
        if !lengths.contains(network.prefixLength) {
            lengths.append(network.prefixLength)
            lengths.sort(by: >)
        }
        return before
    }

    /// Returns the claims on a network alone.
    func claims(on network: IPNetwork) -> DomainIndex.Claims { claims[network] ?? [] }

    /// The combinations of agreements that claim some network.
    var combinations: [DomainIndex.Claims] { Array(claims.values) }

    /// Returns the first claim that is accepted, the longest prefix first; see ``DomainIndex/first(claiming:accept:)``.
    package func first<Choice>(claiming address: IPAddress, accept: (DomainIndex.Claims) -> Choice?) -> Choice? {
        for length in lengths {
            let network = IPNetwork(address: address.masked(to: length), prefixLength: length)
            if let claims = claims[network], let choice = accept(claims) { return choice }
        }
        return nil
    }
}

extension IPNetwork {
    init(address: IPAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }
}
