import MandateCore
import Testing

/// Registers for the tests: our own domains are example.com and everything below mail.example.com, the contact is
/// tls-desk@example.com.
enum TestRegister {
    static let contact = "tls-desk@example.com"

    static func make(
        _ agreements: [Agreement],
        exempt: [String] = [],
        classes: [MessageClass] = []
    ) throws -> Register {
        var builder = builder(exempt: try exempt.map { try IPNetwork($0) }, classes: classes)
        for agreement in agreements {
            let index = builder.add(agreement)
            for pattern in agreement.domains {
                let other = builder.claim(pattern.name.text.utf8.span, below: pattern.below, for: index)
                try #require(other == nil)
            }
            for client in agreement.clients {
                let other = builder.claim(client, for: index)
                try #require(other == nil)
            }
        }
        return builder.build(digest: "digest")
    }

    static func builder(exempt: [IPNetwork] = [], classes: [MessageClass] = []) -> Register.Builder {
        let organisation = Organisation(
            name: "Example GmbH",
            domains: ["example.com", "*.mail.example.com", "tüv.example"].map(pattern),
            contact: contact
        )
        let configuration = Configuration(organisation: organisation, exemptNetworks: exempt, classes: classes)
        return Register.Builder(configuration: configuration, convert: Labels.convert)
    }

    /// Reads `partner.example` or `*.partner.example`.
    static func pattern(_ text: String) -> DomainPattern {
        let below = text.hasPrefix("*.")
        let name = below ? String(text.dropFirst(2)) : text
        return DomainPattern(name: DomainName(name, convert: Labels.convert), below: below)
    }

    /// Reads a client as an agreement writes it: a network, an address, or a name.
    static func client(_ text: String) -> Agreement.Client {
        if let network = try? IPNetwork(text) { return .network(network) }
        return .name(pattern(text))
    }
}

extension Agreement {
    /// An agreement named after its domain.
    static func test(
        _ name: String,
        mode: Mode = .enforce,
        validity: Validity = Validity(),
        domains: [String] = [],
        appliesTo: Scope = .all,
        endToEndExempt: Bool = false,
        identifyBy: Set<Identification> = [.sender],
        clients: [String] = [],
        inbound: SessionDemands? = nil,
        relay: SessionDemands? = nil,
        outbound: DeliveryDemands? = nil
    ) -> Agreement {
        Agreement(
            name: name,
            file: "\(name).yaml",
            partner: "Partner \(name)",
            replyName: "Partner \(name)",
            mode: mode,
            validity: validity,
            domains: domains.map(TestRegister.pattern),
            appliesTo: appliesTo,
            endToEndExempt: endToEndExempt,
            identifyBy: identifyBy,
            clients: clients.map(TestRegister.client),
            inbound: inbound,
            relay: relay,
            outbound: outbound
        )
    }
}

extension Register {
    /// The decision on one recipient, as the policy front end comes to it.
    func decision(
        sender: String = "",
        recipient: String = "anna@elsewhere.example",
        clientName: String = "unknown",
        clientAddress: String = "192.0.2.1",
        observation: Observation = .clear,
        on day: String = "2026-06-01"
    ) throws -> Decision {
        let participants = participants(
            sender: sender.utf8.span,
            recipient: recipient.utf8.span,
            clientName: clientName.utf8.span,
            clientAddress: clientAddress.utf8.span,
            on: try #require(Day(day))
        )
        let session = Session(clientAddress: clientAddress == "none" ? nil : clientAddress, observation: observation)
        return decide(participants, recipient: recipient, session: session)
    }
}

extension Observation {
    /// A session in the clear.
    static let clear = Observation(encryption: .absent, certificate: .absent)
}
