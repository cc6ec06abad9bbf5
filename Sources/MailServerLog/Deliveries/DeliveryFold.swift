internal import MandateCore

/// Sums deliveries up by agreement and day. Those to domains without an agreement are left out.
package struct DeliveryFold {
    private struct Key: Hashable {
        let party: Party
        let day: Day
    }

    fileprivate struct Sum {
        var overTLS: [TLSSession: Int] = [:]
        var withoutTLSRecord = 0
        var deferredAttempts = 0
        var deferredByTLS = 0
        var bounced = 0
    }

    private let lookup: PartyLookup
    private var sums: [Key: Sum] = [:]
    /// Kinds of sessions that one day can have; a partner has a handful.
    private static let mostKinds = 200

    /// - Parameter lookup: Finds agreements; it is asked for domains only.
    package init(lookup: @escaping PartyLookup) { self.lookup = lookup }

    /// Takes an event; of those that are no delivery it takes no notice.
    package mutating func add(_ event: MailEvent) {
        guard case .delivery(let delivery) = event else { return }
        for recipient in delivery.recipients {
            guard let domain = Delivery.domain(of: recipient), let party = lookup(.domain(domain)) else { continue }
            sums[Key(party: party, day: delivery.time.day), default: Sum()].add(delivery, mostKinds: Self.mostKinds)
        }
    }

    /// By agreement, then by day.
    package var days: [DeliveryDay] {
        sums.map { key, sum in
            DeliveryDay(
                agreement: key.party.agreement,
                partner: key.party.partner,
                day: key.day,
                overTLS: sum.sessions,
                withoutTLSRecord: sum.withoutTLSRecord,
                deferredAttempts: sum.deferredAttempts,
                deferredByTLS: sum.deferredByTLS,
                bounced: sum.bounced
            )
        }.sorted { ($0.agreement, $0.day) < ($1.agreement, $1.day) }
    }
}

extension DeliveryFold.Sum {
    fileprivate mutating func add(_ delivery: Delivery, mostKinds: Int) {
        switch delivery.status {
        case .sent:
            if let session = delivery.tls, overTLS[session] != nil || overTLS.count < mostKinds {
                overTLS[session, default: 0] += 1
            } else {
                withoutTLSRecord += 1
            }
        case .deferred:
            deferredAttempts += 1
            if delivery.failure != nil { deferredByTLS += 1 }
        case .bounced: bounced += 1
        }
    }

    fileprivate var sessions: [DeliveryDay.Sessions] {
        overTLS.map { DeliveryDay.Sessions(session: $0, deliveries: $1) }.sorted {
            ($1.deliveries, $0.session.protocolName, $0.session.cipher)
                < ($0.deliveries, $1.session.protocolName, $1.session.cipher)
        }
    }
}
