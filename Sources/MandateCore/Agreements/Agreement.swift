/// What was agreed with one partner: one file of the register. A class, since every decision passes agreements on by reference.
package final class Agreement: Sendable {
    /// How a message is known to be the partner's.
    package enum Identification: String, CaseIterable, Sendable {
        /// By the envelope sender's domain.
        case sender
        /// By the client's verified name or its address.
        case client
        /// By the domain of the From header; the milter's.
        case headerFrom = "header-from"
    }

    /// The messages for which inbound and relay demands hold.
    package enum Scope: Hashable, Sendable {
        case all
        case classes([String])
    }

    /// A host that receives the partner's mail.
    package struct Gateway: Hashable, Sendable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// A host that sends the partner's mail.
    package enum Client: Hashable, Sendable {
        case name(DomainPattern)
        case network(IPNetwork)
    }

    /// The file's name without `.yaml`.
    package let name: String
    /// The file, as diagnostics and `explain` name it.
    package let file: String
    package let partner: String
    /// The partner's name in ASCII for reply texts; Sendmail garbles anything else.
    package let replyName: String
    package let reference: String?
    package let contacts: [String]
    package let mode: Mode
    package let validity: Validity
    /// What `domains` lists, in its order; the names of a domains-file are in the register's index alone.
    package let domains: [DomainPattern]
    package let appliesTo: Scope
    package let endToEndExempt: Bool
    package let gateways: [Gateway]
    package let identifyBy: Set<Identification>
    package let clients: [Client]
    package let inbound: SessionDemands?
    package let relay: SessionDemands?
    package let outbound: DeliveryDemands?
    package let ours: GatewayDemands?

    package init(
        name: String,
        file: String,
        partner: String,
        replyName: String,
        reference: String? = nil,
        contacts: [String] = [],
        mode: Mode = .enforce,
        validity: Validity = Validity(),
        domains: [DomainPattern] = [],
        appliesTo: Scope = .all,
        endToEndExempt: Bool = false,
        gateways: [Gateway] = [],
        identifyBy: Set<Identification> = [.sender],
        clients: [Client] = [],
        inbound: SessionDemands? = nil,
        relay: SessionDemands? = nil,
        outbound: DeliveryDemands? = nil,
        ours: GatewayDemands? = nil
    ) {
        self.name = name
        self.file = file
        self.partner = partner
        self.replyName = replyName
        self.reference = reference
        self.contacts = contacts
        self.mode = mode
        self.validity = validity
        self.domains = domains
        self.appliesTo = appliesTo
        self.endToEndExempt = endToEndExempt
        self.gateways = gateways
        self.identifyBy = identifyBy
        self.clients = clients
        self.inbound = inbound
        self.relay = relay
        self.outbound = outbound
        self.ours = ours
    }

    /// Whether its session demands need the message itself, which only a milter sees (DESIGN.md, section 5, rule 8).
    package var needsMilter: Bool {
        appliesTo != .all || endToEndExempt || identifyBy.contains(.headerFrom)
    }

    /// Whether there are demands on sessions in one direction that are in effect.
    package func asks(_ direction: Direction) -> Bool {
        guard mode != .off else { return false }
        return (direction == .inbound ? inbound?.mode : relay?.mode).map { $0 != .off } ?? false
    }

    /// The demands on sessions in one direction that are in effect: none where the section or the agreement is off.
    package func demands(_ direction: Direction) -> SessionDemands? {
        guard asks(direction) else { return nil }
        return direction == .inbound ? inbound : relay
    }
}

/// In which way an agreement takes part in a session.
package enum Direction: String, CaseIterable, Sendable {
    /// The partner hands mail to us.
    case inbound
    /// Others hand us mail for the partner.
    case relay
}
