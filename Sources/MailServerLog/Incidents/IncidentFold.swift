internal import MandateCore

/// Makes incidents of events.
///
/// Failures with one partner of one kind are one incident. It is over when no message waits because of it any longer and each
/// gateway that failed has been delivered to since. A partner's other gateway proves nothing for the one that failed, so that
/// one broken gateway of several is seen although no mail waits. A later failure begins a new incident.
package struct IncidentFold {
    private struct State {
        var party: Party?
        var first: Timestamp
        var last: Timestamp
        var ended: Timestamp?
        var count = 0
        var domains: Set<String> = []
        /// Those that have failed and not succeeded since; of a name's several addresses each proves for the name.
        var failing: Set<String> = []
        var hosts: Set<String> = []
        var detail: String?
        var example = ""
    }

    private let lookup: PartyLookup
    private var states: [IncidentKey: State] = [:]
    private var waiting = WaitingMessages()
    /// The incidents of a party, by its name.
    private var keys: [String: Set<IncidentKey>] = [:]
    /// Failures at gateways, until the status of the message tells whose domain it was for.
    private var pending: [MessageName: [GatewayFailure]] = [:]
    /// Incidents without an agreement, of clients and of gateways.
    private var strangers: [Bool: Int] = [:]
    /// Domains and hosts that are kept of an incident.
    private static let mostNames = 20
    /// Messages that are being delivered at once.
    private static let mostPending = 10_000

    /// - Parameter lookup: Finds agreements.
    package init(lookup: @escaping PartyLookup) { self.lookup = lookup }

    /// Whether more messages wait than are counted (``LogLimits/waitingRecipients``).
    package var missesMessages: Bool { waiting.isIncomplete }

    /// Whether more failed than is kept (``LogLimits/incidents``) with clients, or domains, that no agreement names.
    package private(set) var missesStrangers = false

    /// Takes an event; events come in the order of time.
    package mutating func add(_ event: MailEvent) {
        switch event {
        case .delivery(let delivery): add(delivery)
        case .gatewayFailure(let failure):
            if let message = failure.message, pending.count < Self.mostPending {
                pending[message, default: []].append(failure)
            } else {
                let host = failure.relay.text
                let (name, party) = name(.gateway(failure.relay), host)
                add(failure, name, party)
            }
        case .clientFailure(let failure):
            let (name, party) = name(.client(failure.client), failure.client.text)
            let key = IncidentKey(name: name, hasAgreement: party != nil, kind: .acceptFailed)
            note(key, party, failure.time, host: failure.client.text, failure.detail, failure.example)
        case .clientFailureReason(let client, let reason):
            let (name, party) = name(.client(client), client.text)
            states[IncidentKey(name: name, hasAgreement: party != nil, kind: .acceptFailed)]?.detail = reason
        case .clientSuccess(let client, let time):
            guard !states.isEmpty else { return }
            let (name, party) = name(.client(client), client.text)
            let key = IncidentKey(name: name, hasAgreement: party != nil, kind: .acceptFailed)
            states[key]?.failing.remove(client.text)
            settle(key, time)
        case .finished(let message, let time):
            pending[message] = nil
            for key in waiting.remove(message) { settle(key, time) }
        }
    }

    /// The incidents: current ones before ended ones, then by name of the agreement, those without one last.
    package var incidents: [Incident] {
        let messages = waiting.messages
        return states.map { key, state in
            Incident(
                agreement: state.party?.agreement,
                partner: state.party?.partner,
                kind: key.kind,
                isCurrent: state.ended == nil,
                firstSeen: state.first,
                lastSeen: state.last,
                ended: state.ended,
                count: state.count,
                waiting: messages[key, default: 0],
                domains: state.domains.sorted(),
                hosts: (state.failing.isEmpty ? state.hosts : state.failing).filter { !$0.isEmpty }.sorted(),
                detail: state.detail,
                example: state.example
            )
        }.sorted { Self.order($0) < Self.order($1) }
    }

    private static func order(_ incident: Incident) -> (Int, Int, String, String) {
        (
            incident.isCurrent ? 0 : 1, incident.agreement == nil ? 1 : 0, incident.agreement ?? incident.subject,
            incident.kind.rawValue
        )
    }

    // MARK: Deliveries

    private mutating func add(_ delivery: Delivery) {
        var counted: Set<IncidentKey> = []
        for recipient in delivery.recipients {
            guard let domain = Delivery.domain(of: recipient) else { continue }
            let (name, party) = name(.domain(domain), domain)
            for failure in pending.removeValue(forKey: delivery.message) ?? [] { add(failure, name, party) }
            guard let kind = delivery.failure else {
                wait(delivery, recipient, nil)
                if delivery.status == .sent { succeed(name, at: delivery.relay, delivery.time) }
                continue
            }
            let key = IncidentKey(name: name, hasAgreement: party != nil, kind: kind)
            // One attempt for several recipients is one failure.
            if counted.insert(key).inserted {
                let host = kind.isOurOwn ? nil : delivery.relay?.text
                note(key, party, delivery.time, host: host ?? "", delivery.detail, delivery.example ?? "")
            }
            if let state = states[key], state.domains.count < Self.mostNames {
                states[key]?.domains.insert(domain.lowercased())
            }
            wait(delivery, recipient, delivery.status == .deferred && states[key] != nil ? key : nil)
            if delivery.status == .bounced { settle(key, delivery.time) }
        }
    }

    private mutating func wait(_ delivery: Delivery, _ recipient: String, _ key: IncidentKey?) {
        if let before = waiting.set(delivery.message, recipient, key) { settle(before, delivery.time) }
    }

    /// Mail has been delivered to a party by a gateway.
    private mutating func succeed(_ name: String, at relay: Peer?, _ time: Timestamp) {
        for key in keys[name, default: []] where key.kind.isOutbound && states[key]?.ended == nil {
            // Where no gateway was reached, any success ends it.
            states[key]?.failing.remove("")
            if let relay { states[key]?.failing.remove(relay.text) }
            settle(key, time)
        }
    }

    /// A gateway of a party has failed, and another was tried.
    private mutating func add(_ failure: GatewayFailure, _ name: String, _ party: Party?) {
        let key = IncidentKey(name: name, hasAgreement: party != nil, kind: failure.kind)
        note(key, party, failure.time, host: failure.relay.text, failure.detail, failure.example)
    }

    // MARK: States

    /// The name of a party: its agreement's, or what is known of it.
    private func name(_ subject: Subject, _ text: String) -> (String, Party?) {
        let party = lookup(subject)
        return (party?.agreement ?? text.lowercased(), party)
    }

    private mutating func note(
        _ key: IncidentKey,
        _ party: Party?,
        _ time: Timestamp,
        host: String,
        _ detail: String?,
        _ example: String
    ) {
        if states[key].map({ $0.ended != nil }) ?? true {
            guard party != nil || states[key] != nil || takeRoom(for: key.kind) else { return }
            states[key] = State(party: party, first: time, last: time)
            keys[key.name, default: []].insert(key)
        }
        states[key]?.last = time
        states[key]?.count += 1
        if let detail { states[key]?.detail = detail }
        states[key]?.example = example
        if let state = states[key], state.hosts.count < Self.mostNames || state.hosts.contains(host) {
            states[key]?.hosts.insert(host)
            states[key]?.failing.insert(host)
        }
    }

    /// Whether there is room for one more without an agreement. Clients have their own number: whoever knocks at our door hides
    /// nobody to whom we deliver. Partners need none, since the register has them all.
    private mutating func takeRoom(for kind: FailureKind) -> Bool {
        guard strangers[kind.isOutbound, default: 0] < LogLimits.incidents else {
            missesStrangers = true
            return false
        }
        strangers[kind.isOutbound, default: 0] += 1
        return true
    }

    /// Ends an incident that nothing speaks for any longer.
    private mutating func settle(_ key: IncidentKey, _ time: Timestamp) {
        guard let state = states[key], state.ended == nil, waiting.count(key) == 0, state.failing.isEmpty else {
            return
        }
        states[key]?.ended = time
    }
}
