package import MandateCore

/// TLS that fails with one partner in one way, from its first failure since the last success on.
package struct Incident: Equatable, Sendable {
    /// nil where no agreement names the domain or the host.
    package var agreement: String?
    package var partner: String?
    package var kind: FailureKind
    /// Whether it goes on: messages wait because of it, or one of its gateways (or clients) has not been seen to do TLS since.
    package var isCurrent: Bool
    package var firstSeen: Timestamp
    package var lastSeen: Timestamp
    /// When it was over; nil for a current one.
    package var ended: Timestamp?
    /// Failed attempts.
    package var count: Int
    /// Messages whose last attempt failed so, and that are still in the queue.
    package var waiting: Int
    /// The partner's domains that mail could not be delivered to.
    package var domains: [String]
    /// The gateways (or clients) that failed last.
    package var hosts: [String]
    /// The TLS library's words, or what is wrong with the certificate, where the log has it.
    package var detail: String?
    /// The last line that tells of it.
    package var example: String

    /// Whom it is about, in words: the partner, or the domain or host that no agreement names.
    package var subject: String { partner ?? domains.first ?? hosts.first ?? "" }

    /// Whether monitoring is to say so: it goes on, and is a partner's, or mail waits because of it. Clients without an agreement
    /// fail at any server on the internet, since it is scanned; with other gateways TLS is opportunistic, and goes on in the clear.
    package var isAlarming: Bool { isCurrent && (agreement != nil || waiting > 0) }
}

/// Keys in snake_case, as everywhere in the program's JSON.
extension Incident: Encodable {
    private enum CodingKeys: String, CodingKey {
        case agreement, partner, kind, direction, state, ended, count, domains, hosts, detail, example
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
        case waiting = "waiting_messages"
        case advice
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(agreement, forKey: .agreement)
        try container.encode(partner, forKey: .partner)
        try container.encode(kind.rawValue, forKey: .kind)
        try container.encode(kind.isOutbound ? "outbound" : "inbound", forKey: .direction)
        try container.encode(isCurrent ? "current" : "ended", forKey: .state)
        try container.encode(firstSeen.text, forKey: .firstSeen)
        try container.encode(lastSeen.text, forKey: .lastSeen)
        try container.encode(ended?.text, forKey: .ended)
        try container.encode(count, forKey: .count)
        try container.encode(waiting, forKey: .waiting)
        try container.encode(domains, forKey: .domains)
        try container.encode(hosts, forKey: .hosts)
        try container.encode(detail, forKey: .detail)
        try container.encode(example, forKey: .example)
        try container.encode(kind.advice, forKey: .advice)
    }
}
