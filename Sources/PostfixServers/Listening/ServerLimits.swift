package import NIOCore

/// How much a server takes on. What a request may hold is in PolicyLimits.
package enum ServerLimits {
    /// Connections at once. Each smtpd(8) process keeps one open for each service that asks, and Postfix runs at most 100 of
    /// them a service (default_process_limit); this is room for several services and gateways, at under 16 KiB each.
    package static let connections = 4000

    /// A connection on which nothing is asked for so long is closed. Postfix closes an idle one after 300 s and any after 1,000
    /// (smtpd_policy_service_max_idle, _max_ttl); were it closed before, each message would wait a second for a retry.
    package static let idle = TimeAmount.seconds(1100)

    /// How long a request may take from its first octet to its last: as long as Postfix waits for an answer
    /// (smtpd_policy_service_timeout).
    package static let request = TimeAmount.seconds(100)

    /// How long a connection stays open at a stop, for a request that is already on its way.
    package static let farewell = TimeAmount.milliseconds(50)

    /// Connections that wait to be accepted (listen(2)); the kernel may allow fewer.
    package static let backlog: Int32 = 1024

    /// Octets that one read takes in; a request of Postfix has about a thousand.
    static let readSize = 4096
}
