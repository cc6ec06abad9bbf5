package import MandateCore

/// Entries for Sendmail's access map: `TLS_Rcpt:` for the domains of an agreement, `TLS_Srv:` for its gateways, `TLS_Clt:` for
/// the hosts that send its mail. As text for `makemap hash`.
package enum SendmailAccessTable {
    package static func text(of table: OutboundTable, origin: TableHead.Origin) -> String {
        var head = TableHead("TLS for Sendmail's access map", origin)
        head.say(
            "Sendmail looks up a host or domain, then its parents: each entry holds for all names below it, too. It compares whole common names and has no patterns, versions, ciphers, issuers or pins; where one is demanded, FEATURE(`sts') with the service's socketmap, or Postfix, can do more."
        )
        var lines = TableLines { _ in nil }
        addRecipients(table, &lines, &head)
        addServers(table, &lines, &head)
        addClients(table, &lines, &head)
        return head.text + lines.text
    }

    /// What an agreement asks for; nil: nothing.
    private typealias Asked = (agreement: String, rule: SendmailRule?)

    /// One rule for a name and what is below it, which have one entry.
    private static func joined(_ one: Asked, _ other: Asked, at host: String, _ head: inout TableHead) -> Asked {
        guard one.rule != other.rule else { return one }
        head.lacks(
            other.agreement,
            "\(host) and what is below it have one entry, for this and \(one.agreement): it asks for all that either does"
        )
        guard let first = one.rule, let second = other.rule else { return (one.agreement, one.rule ?? other.rule) }
        if case (.exactly(let name), .exactly(let another)) = (first.name, second.name), name != another {
            head.lacks(
                other.agreement,
                "\(host): WEAKER, of \(name) and \(another) neither is compared: Sendmail can compare with one name"
            )
        }
        return (one.agreement, first.joined(with: second))
    }

    private static func addRecipients(_ table: OutboundTable, _ lines: inout TableLines, _ head: inout TableHead) {
        var rules: [String: Asked] = [:]
        let claims = ClaimedName.all(in: table.register, on: table.day)
        for claim in claims {
            let asked = (claim.agreement.name, table.entry(of: claim.agreement).flatMap { deliveryRule($0, &head) })
            rules[claim.name] = rules[claim.name].map { joined($0, asked, at: claim.name, &head) } ?? asked
        }
        for claim in claims {
            if let rule = rules[claim.name]?.rule {
                lines.add("TLS_Rcpt:" + claim.name, rule.text)
            } else if isParentNamed(claim, table) {
                // TLS_connection: what is no rule is taken for OK, and ends the search.
                lines.add("TLS_Rcpt:" + claim.name, "OK")
            }
        }
    }

    /// Whether an entry of a name above would answer for a claim.
    private static func isParentNamed(_ claim: ClaimedName, _ table: OutboundTable) -> Bool {
        claim.parents.contains { parent in
            table.tlsPolicy(forKey: String(parent)) != nil || table.tlsPolicy(forKey: "." + parent) != nil
        }
    }

    /// The rule for deliveries; nil where mail may go in the clear.
    private static func deliveryRule(_ entry: OutboundEntry, _ head: inout TableHead) -> SendmailRule? {
        let (demands, name) = (entry.demands, entry.agreement.name)
        guard demands.level.encryptsAlways else {
            if demands.level == .dane {
                head.lacks(name, "level dane: nothing is asked, as where there is no TLSA record")
            }
            return nil
        }
        head.lacks(
            name,
            "minimum-protocol, exclude-ciphers: not compared; see CipherList and ClientSSLOptions in sendmail.mc"
        )
        if !demands.gateway.issuers.isEmpty {
            head.lacks(name, "certificate.issuers: not compared; Sendmail knows whole names (CI:) only")
        }
        var rule = SendmailRule(kind: .encrypted, bits: demands.gateway.minimumBits)
        switch demands.level {
        case .fingerprint: head.lacks(name, "certificate.fingerprints: WEAKER, no certificate is asked for")
        case .daneOnly: head.lacks(name, "level dane-only: WEAKER, only encryption; see the DANE option of sendmail.mc")
        case .verify, .secure:
            rule.kind = .verified
            rule.name = certificateName(entry)
            if demands.trustAnchors != nil {
                head.lacks(name, "trust-anchors: WEAKER, every CA of CACertFile is trusted")
            }
            if rule.name == .any {
                head.lacks(
                    name,
                    "match: WEAKER, any name is accepted of a CA that is trusted: Sendmail can compare with one name"
                )
            }
        default: break
        }
        return rule
    }

    private static func certificateName(_ entry: OutboundEntry) -> SendmailRule.Name {
        let match = entry.policy.match
        if match == ["hostname"] || match.isEmpty && entry.demands.level == .verify { return .host }
        guard match.count == 1, let name = match.first, !name.hasPrefix("."), name.contains(".") else { return .any }
        return .exactly(name)
    }

    private static func addServers(_ table: OutboundTable, _ lines: inout TableLines, _ head: inout TableHead) {
        var rules: [String: [(agreement: String, rule: SendmailRule)]] = [:]
        for entry in table.entries {
            guard let rule = deliveryRule(entry, &head) else { continue }
            for gateway in entry.agreement.gateways {
                if IPAddress(gateway.host)?.isVersion4 == false {
                    // Sendmail looks for the address in a spelling of its own (`IPv6:` and no `::`).
                    let gap = "\(gateway.host): no entry for an IPv6 address: only TLS_Rcpt holds"
                    head.lacks(entry.agreement.name, gap)
                    continue
                }
                rules[gateway.host, default: []].append((entry.agreement.name, rule))
            }
        }
        for (host, found) in rules.sorted(by: { $0.key < $1.key }) {
            guard let first = found.first else { continue }
            if found.allSatisfy({ $0.rule == first.rule }) {
                lines.add("TLS_Srv:" + host, first.rule.text)
            } else {
                let names = found.map(\.agreement).joined(separator: ", ")
                head.lacks(names, "\(host) is a gateway of all of them, with different demands: only TLS_Rcpt holds")
            }
        }
    }

    private static func addClients(_ table: OutboundTable, _ lines: inout TableLines, _ head: inout TableHead) {
        var hosts: [String] = []
        var rules: [String: Asked] = [:]
        for agreement in table.register.agreements {
            guard table.register.isInForce(agreement, on: table.day), let demands = agreement.demands(.inbound) else {
                continue
            }
            guard demands.mode == .enforce, !agreement.needsMilter, agreement.identifyBy.contains(.client) else {
                head.lacks(agreement.name, "inbound: not among the entries, which know hosts alone and enforce always")
                continue
            }
            if agreement.identifyBy.contains(.sender) {
                head.lacks(agreement.name, "inbound: only of its clients, not of other hosts with its senders")
            }
            let rule = sessionRule(demands, of: agreement.name, &head)
            for client in agreement.clients
            where table.register.agreement(claiming: client, on: table.day) === agreement {
                guard let host = sendmailHost(client) else {
                    head.lacks(agreement.name, "clients: a network that does not end at a dot, or of IPv6")
                    continue
                }
                if rules[host] == nil { hosts.append(host) }
                let asked = (agreement.name, Optional(rule))
                rules[host] = rules[host].map { joined($0, asked, at: host, &head) } ?? asked
            }
        }
        for host in hosts {
            if let rule = rules[host]?.rule { lines.add("TLS_Clt:" + host, rule.text) }
        }
    }

    private static func sessionRule(_ demands: SessionDemands, of name: String, _ head: inout TableHead) -> SendmailRule
    {
        head.lacks(name, "inbound: minimum-protocol, exclude-ciphers: not compared")
        if case .hold = demands.response { head.lacks(name, "on-violation hold: refused for the time being instead") }
        if case .filter = demands.response {
            head.lacks(name, "on-violation filter: refused for the time being instead")
        }
        var rule = SendmailRule(isPermanent: demands.response == .reject, kind: .encrypted, bits: demands.minimumBits)
        switch demands.level {
        case .encrypt: break
        case .fingerprint: head.lacks(name, "inbound level fingerprint: WEAKER, no certificate is asked for")
        case .verify:
            rule.kind = .verified
            if !demands.issuers.isEmpty { head.lacks(name, "inbound certificate.issuers: not compared") }
            if demands.subjects.count == 1, let subject = demands.subjects.first?.text, isPlain(subject) {
                rule.name = .exactly(subject)
            } else if !demands.subjects.isEmpty {
                head.lacks(
                    name,
                    "inbound certificate.subjects: WEAKER, not compared: Sendmail can compare with one name"
                )
            }
        }
        return rule
    }

    /// Whether a common name stands for itself in a rule: no pattern, and nothing that Sendmail writes as `+XX`.
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { octet in
            0x30...0x39 ~= octet || 0x61...0x7a ~= octet | 0x20 || octet == 0x2d || octet == 0x2e
        }
    }

    /// A host or network as Sendmail's access map has it: names, and addresses that end at a dot.
    private static func sendmailHost(_ client: Agreement.Client) -> String? {
        switch client {
        case .name(let pattern): pattern.name.text
        case .network(let network): network.octets
        }
    }
}

extension IPNetwork {
    /// `192.0.2` for 192.0.2.0/24; nil for what does not end at a dot.
    fileprivate var octets: String? {
        let length = prefixLength - 96
        guard address.isVersion4, length > 0, length % 8 == 0 else { return nil }
        let bits = UInt32(truncatingIfNeeded: address.bits)
        return (0..<length / 8).map { String(bits >> UInt32(24 - 8 * $0) & 0xff) }.joined(separator: ".")
    }
}
