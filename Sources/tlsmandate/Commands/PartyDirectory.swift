import MailServerLog
import MandateCore

/// Finds the agreement of what a mail log names: of a recipient's domain, of a gateway, of a client.
struct PartyDirectory {
    private let register: Register
    private let day: Day
    /// The gateways that agreements name, and the hosts of their routes, in lower case.
    private let hosts: [String: Agreement]

    /// - Parameters:
    ///   - register: The agreements.
    ///   - day: The day for which they are asked.
    init(register: Register, day: Day) {
        self.register = register
        self.day = day
        var hosts: [String: Agreement] = [:]
        for agreement in register.agreements where register.isInForce(agreement, on: day) {
            let hops = agreement.outbound?.route.map { Route($0).nextHops } ?? []
            for host in agreement.gateways.map(\.host) + hops.map({ NextHop($0).name }) {
                hosts[host.lowercased()] = agreement
            }
        }
        self.hosts = hosts
    }

    func party(_ subject: Subject) -> Party? {
        let agreement =
            switch subject {
            case .domain(let domain): register.agreement(ofDomain: domain, on: day)
            case .gateway(let peer): gateway(peer)
            case .client(let peer):
                register.agreement(ofClient: peer.name.utf8.span, address: peer.address.utf8.span, on: day)
                    ?? gateway(peer)
            }
        return agreement.map { Party(agreement: $0.name, partner: $0.partner) }
    }

    /// By a gateway's name or address, else by the domain that its name is in: `mailin1.audi.de` is Audi's.
    private func gateway(_ peer: Peer) -> Agreement? {
        if let named = hosts[peer.name.lowercased()] ?? hosts[peer.address.lowercased()] { return named }
        var name = Substring(peer.name)
        // A name of one label is in nobody's domain.
        while name.contains(".") {
            if let found = register.agreement(ofDomain: String(name), on: day) { return found }
            name = name.drop { $0 != "." }.dropFirst()
        }
        return nil
    }
}
