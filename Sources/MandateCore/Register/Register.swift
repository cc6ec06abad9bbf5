/// All agreements, loaded whole and immutable; a reload replaces the register, it never changes one.
package final class Register: Sendable {
    package let configuration: Configuration
    /// In the order of their names.
    package let agreements: [Agreement]
    /// SHA-256 over the texts that the register was made of, in hexadecimal.
    package let digest: String
    /// How messages are marked as being of a class.
    package let marks: ClassMarks

    private let domains: DomainIndex
    private let clientNames: DomainIndex
    private let clientNetworks: NetworkIndex
    private let ownDomains: DomainIndex
    private let terms: Terms
    private let places: [ObjectIdentifier: Int]
    private let convert: LabelConversion

    fileprivate init(_ builder: consuming Builder, digest: String) {
        configuration = builder.configuration
        marks = ClassMarks(builder.configuration.classes)
        agreements = builder.agreements
        domains = builder.domains
        clientNames = builder.clientNames
        clientNetworks = builder.clientNetworks
        convert = builder.convert
        terms = Terms(
            agreements,
            domains: domains.combinations,
            clients: clientNames.combinations + clientNetworks.combinations
        )
        places = Dictionary(zip(agreements.map { ObjectIdentifier($0) }, agreements.indices)) { first, _ in first }
        var own = DomainIndex()
        for pattern in configuration.organisation.domains {
            own.insert(pattern.name.text.utf8.span, below: pattern.below, agreement: 0)
        }
        ownDomains = own
        self.digest = digest
    }

    /// The number of distinct domain names in all agreements.
    package var domainCount: Int { domains.count }

    /// Whether an agreement names clients.
    package var namesClients: Bool { clientNames.count > 0 || !clientNetworks.isEmpty }

    /// Whether an agreement takes part on a day: it has begun, and has not gone over to successors.
    ///
    /// - Parameter agreement: One of ``agreements``.
    package func isInForce(_ agreement: Agreement, on day: Day) -> Bool {
        places[ObjectIdentifier(agreement)].map { terms.isInForce($0, on: day) } ?? false
    }

    /// The first day on which an agreement is no longer in force: each of its domains has a successor that has begun by then.
    ///
    /// An agreement never ends by its own date alone. One that names no domain goes over client by client.
    ///
    /// - Parameter agreement: One of ``agreements``.
    /// - Returns: nil while there is a domain without a successor.
    package func end(of agreement: Agreement) -> Day? {
        places[ObjectIdentifier(agreement)].flatMap { terms.end(of: $0) }
    }

    /// The agreement that claims the domain of an address, on a day.
    ///
    /// The exact domain before the longest `*.` pattern; an agreement that has not begun takes no part, so that the next
    /// pattern is asked; one whose mode is off is found, and demands nothing.
    ///
    /// - Parameters:
    ///   - address: An envelope address.
    ///   - day: The day on which is decided.
    package func agreement(ofAddress address: Span<UInt8>, on day: Day) -> Agreement? {
        guard let range = MailAddress.domain(in: address) else { return nil }
        return agreement(ofDomain: address.extracting(range), in: domains, on: day)
    }

    /// The agreement that claims a domain, on a day; see ``agreement(ofAddress:on:)``.
    package func agreement(ofDomain domain: String, on day: Day) -> Agreement? {
        agreement(ofDomain: DomainName(domain, convert: convert).text.utf8.span, in: domains, on: day)
    }

    /// The agreement among whose `clients` a client is, by its verified name or its address, on a day.
    ///
    /// - Parameters:
    ///   - name: The name that the mail server has verified; `unknown` (Postfix) or empty where it has none.
    ///   - address: The client's address in text form.
    package func agreement(ofClient name: Span<UInt8>, address: Span<UInt8>, on day: Day) -> Agreement? {
        if !clientNetworks.isEmpty, let address = IPAddress(address),
            let found = clientNetworks.first(claiming: address, accept: { self.inForce($0, on: day) })
        {
            return agreements[found]
        }
        return clientNames.count == 0 ? nil : agreement(ofDomain: name, in: clientNames, on: day)
    }

    /// The agreement whose client a name, a pattern or a network is, as agreements write it, on a day.
    package func agreement(claiming client: Agreement.Client, on day: Day) -> Agreement? {
        let claims =
            switch client {
            case .name(let pattern): clientNames.claims(on: pattern.name.text.utf8.span, below: pattern.below)
            case .network(let network): clientNetworks.claims(on: network)
            }
        return inForce(claims, on: day).map { agreements[$0] }
    }

    /// Whether an address is in one of our own domains; one without a domain is (RFC 5321, section 4.5.1: `<Postmaster>`).
    package func isOurs(_ address: String) -> Bool {
        guard address.utf8.contains(UInt8(ascii: "@")) else { return true }
        guard let range = MailAddress.domain(in: address.utf8.span) else { return false }
        return first(claiming: address.utf8.span.extracting(range), in: ownDomains) { _ in true } ?? false
    }

    /// Whether a client is not to be asked for TLS.
    package func isExempt(clientAddress: String) -> Bool {
        guard let address = IPAddress(clientAddress) else { return false }
        return configuration.exemptNetworks.contains { $0.contains(address) }
    }

    /// The comparable form of an address's domain; nil where it has none.
    func comparableDomain(_ address: String) -> DomainName? {
        let domain = address.utf8.span
        guard let range = MailAddress.domain(in: domain) else { return nil }
        return DomainName(String(decoding: Array(address.utf8)[range], as: UTF8.self), convert: convert)
    }

    /// The place in ``agreements`` of the agreement that claims a domain, on a day; see ``agreement(ofAddress:on:)``.
    func agreementIndex(ofDomain domain: Span<UInt8>, on day: Day) -> Int? {
        first(claiming: domain, in: domains) { self.inForce($0, on: day) }
    }

    /// Calls for every name and pattern that agreements claim, with the one that is in force on a day; in no order.
    package func forEachDomain(on day: Day, _ body: (_ name: String, _ below: Bool, _ agreement: Agreement) -> Void) {
        domains.forEach { name, below, claims in
            if let found = inForce(claims, on: day) { body(name, below, agreements[found]) }
        }
    }

    private func agreement(ofDomain domain: Span<UInt8>, in index: DomainIndex, on day: Day) -> Agreement? {
        first(claiming: domain, in: index) { self.inForce($0, on: day) }.map { agreements[$0] }
    }

    /// A trailing dot means nothing; names outside ASCII take the slow way through IDNA.
    private func first<Choice>(
        claiming domain: Span<UInt8>,
        in index: DomainIndex,
        accept: (DomainIndex.Claims) -> Choice?
    ) -> Choice? {
        var end = domain.count
        while end > 0, domain[end - 1] == UInt8(ascii: ".") { end -= 1 }
        let domain = domain.extracting(first: end)
        var isASCII = true
        for position in domain.indices where domain[position] >= 0x80 { isASCII = false }
        if isASCII { return index.first(claiming: domain, accept: accept) }
        return index.first(claiming: DomainName(domain.text, convert: convert).text.utf8.span, accept: accept)
    }

    /// The one of several agreements on a name that is in force: the last to have begun.
    private func inForce(_ claims: DomainIndex.Claims, on day: Day) -> Int? {
        var found: Int?
        for claim in claims where terms.isInForce(Int(claim), on: day) {
            let candidate = Int(claim)
            if let current = found, terms.begin(of: current) >= terms.begin(of: candidate) { continue }
            found = candidate
        }
        return found
    }
}

extension Register {
    /// Collects what a register is made of.
    package struct Builder {
        fileprivate var configuration: Configuration
        fileprivate var agreements: [Agreement] = []
        fileprivate var domains = DomainIndex()
        fileprivate var clientNames = DomainIndex()
        fileprivate var clientNetworks = NetworkIndex()
        fileprivate let convert: LabelConversion

        package init(configuration: Configuration, convert: @escaping LabelConversion) {
            self.configuration = configuration
            self.convert = convert
        }

        /// Adds an agreement, without any of its domains and clients.
        ///
        /// - Returns: Its index, by which they are claimed.
        package mutating func add(_ agreement: Agreement) -> Int32 {
            agreements.append(agreement)
            return Int32(agreements.count - 1)
        }

        /// Claims a client for an agreement.
        ///
        /// - Returns: The agreement that claims it for the same time already, if there is one.
        package mutating func claim(_ client: Agreement.Client, for index: Int32) -> Agreement? {
            let before =
                switch client {
                case .name(let pattern):
                    clientNames.insert(pattern.name.text.utf8.span, below: pattern.below, agreement: index)
                case .network(let network): clientNetworks.insert(network, agreement: index)
                }
            return conflict(before, with: index)
        }

        /// Claims a domain for an agreement.
        ///
        /// - Parameters:
        ///   - name: A comparable name of 1 to 255 octets.
        ///   - below: Whether all names below it are meant.
        /// - Returns: The agreement that claims it for the same time already, if there is one; the register is then not to be
        ///   used.
        package mutating func claim(_ name: Span<UInt8>, below: Bool, for index: Int32) -> Agreement? {
            let before = domains.insert(name, below: below, agreement: index)
            return conflict(before, with: index)
        }

        private func conflict(_ claims: DomainIndex.Claims, with index: Int32) -> Agreement? {
            let validity = agreements[Int(index)].validity
            return claims.first { $0 != index && !agreements[Int($0)].validity.isDisjoint(with: validity) }
                .map { agreements[Int($0)] }
        }

        /// The finished register.
        package consuming func build(digest: String) -> Register { Register(self, digest: digest) }
    }
}
