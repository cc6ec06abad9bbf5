/// Whom a line of the log concerns.
package enum Subject: Hashable, Sendable {
    /// The domain of a recipient, as written.
    case domain(String)
    /// A host that receives mail.
    case gateway(Peer)
    /// A host that hands mail to us.
    case client(Peer)
}

/// A partner by its agreement.
package struct Party: Hashable, Sendable {
    /// The agreement's name.
    package let agreement: String
    package let partner: String

    package init(agreement: String, partner: String) {
        self.agreement = agreement
        self.partner = partner
    }
}

/// Finds the agreement that names a domain, a gateway or a client; nil where none does.
package typealias PartyLookup = (Subject) -> Party?

extension Delivery {
    /// The domain of a recipient: what stands behind its last `@`; nil for one of our own system.
    static func domain(of recipient: String) -> String? {
        guard let at = recipient.lastIndex(of: "@") else { return nil }
        let domain = recipient[at...].dropFirst()
        return domain.isEmpty ? nil : String(domain.prefix(255))
    }
}
