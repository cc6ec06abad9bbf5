package import MandateCore

/// What the mail server's log tells of our deliveries to one partner on one day (in UTC). A delivery is one message to one
/// recipient.
package struct DeliveryDay: Equatable, Sendable {
    /// Deliveries over sessions of one kind.
    package struct Sessions: Equatable, Sendable, Encodable {
        package var verdict: String
        package var protocolName: String
        package var cipher: String
        package var bits: Int
        package var deliveries: Int

        private enum CodingKeys: String, CodingKey {
            case verdict, cipher, bits, deliveries
            case protocolName = "protocol"
        }
    }

    package var agreement: String
    package var partner: String
    package var day: Day
    /// Delivered over TLS, as the log says; the most frequent first.
    package var overTLS: [Sessions]
    /// Delivered, and the log does not say that it was over TLS: in the clear, over a connection that was used again, or the mail
    /// server does not log sessions (smtp_tls_loglevel=0).
    package var withoutTLSRecord: Int
    /// Attempts after which mail waited, by TLS or for another reason.
    package var deferredAttempts: Int
    /// Of them, those that TLS was the reason for.
    package var deferredByTLS: Int
    package var bounced: Int

    /// All deliveries.
    package var sent: Int { overTLS.reduce(withoutTLSRecord) { $0 + $1.deliveries } }
}

extension DeliveryDay: Encodable {
    private enum CodingKeys: String, CodingKey {
        case agreement, partner, day, sent, bounced
        case overTLS = "over_tls"
        case withoutTLSRecord = "without_tls_record"
        case deferredAttempts = "deferred_attempts"
        case deferredByTLS = "deferred_by_tls"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(agreement, forKey: .agreement)
        try container.encode(partner, forKey: .partner)
        try container.encode(day.text, forKey: .day)
        try container.encode(sent, forKey: .sent)
        try container.encode(overTLS, forKey: .overTLS)
        try container.encode(withoutTLSRecord, forKey: .withoutTLSRecord)
        try container.encode(deferredAttempts, forKey: .deferredAttempts)
        try container.encode(deferredByTLS, forKey: .deferredByTLS)
        try container.encode(bounced, forKey: .bounced)
    }
}
