package import MandateCore

/// What the mail server's log tells of our deliveries to one partner on one day (in UTC). A delivery is one message to one
/// recipient.
package struct DeliveryDay: Equatable, Sendable {
    /// Deliveries over sessions of one kind.
    package struct Sessions: Equatable, Sendable {
        package var session: TLSSession
        package var deliveries: Int
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
