/// How long a probe waits, and how much it does at once.
package struct ProbeLimits: Hashable, Sendable {
    /// For one stage. RFC 5321, section 4.5.3.2 has senders wait minutes; greetings that come after 40 s are in use against
    /// spam and have to be seen, more than a minute keeps a nightly run waiting.
    package var stage: Duration
    /// For one gateway, all stages together: a gateway that answers each stage just in time is stopped, too.
    package var total: Duration
    /// For the reply to QUIT, which tells nothing.
    package static let quit = Duration.seconds(2)
    /// For one look-up in the DNS; libunbound tries again within it.
    package static let lookup = Duration.seconds(20)
    /// Gateways probed at once. Each waits nearly all of its time, so that this many cost little.
    package static let concurrency = 32
    /// MX hosts of a domain, and addresses of a host, that are probed; more say the same.
    package static let hosts = 32
    package static let addresses = 16
    /// Connections to one gateway for weaker offers: an agreement with a dozen excluded ciphers needs some thirty.
    package static let questions = 40
    /// Connections to one address for other names than the first, where it has several certificates.
    package static let serverNames = 40
    /// How long a gateway that puts us off is left alone before it is asked once more.
    package static let pause = Duration.seconds(5)
    /// Octets that are read from one connection, those of TLS with them, as they come; more is a flood.
    package static let octets = 1 << 20
    /// Domains of an agreement's domains-file that are looked up: those of a longer list are served by the same few gateways, and
    /// some thousand look-ups keep resolver and run busy for minutes.
    package static let domains = 1000

    package init(stage: Duration = .seconds(60)) {
        self.stage = stage
        total = stage * 3
    }
}
