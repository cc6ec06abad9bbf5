import MandateCore
import MapFormats
import Testing

/// Exported tables as the real postmap(1) reads them.
@Suite
struct PostfixTablesTests {
    let site: TestSite

    init() throws { site = try TestSite(Agreements.texts) }

    /// The keys that Postfix asks one after the other for a next hop (smtp_tls_policy.c, tls_policy_lookup).
    private func keys(of nextHop: String) -> [String] {
        var keys = [nextHop]
        guard !nextHop.contains("[") && !nextHop.contains(":") else { return keys }
        var rest = Substring(nextHop)
        while let dot = rest.dropFirst().firstIndex(of: ".") {
            rest = rest[dot...]
            keys.append(String(rest))
        }
        return keys
    }

    @Test
    func `Postfix comes to the same policy by the table and by the service`() throws {
        let nextHops =
            Agreements.names + ["[gw.narrow.example]:10025", "[gw.narrow.example]", "[testing.route.example]"]
        let found = try site.postmap(nextHops.flatMap(keys), in: site.policies)
        for nextHop in nextHops {
            let keys = keys(of: nextHop)
            let byTable = keys.compactMap { found[$0] }.first
            let byService = keys.compactMap { site.table.tlsPolicy(forKey: $0)?.value }.first
            #expect(byTable == byService, "\(nextHop)")
        }
    }

    @Test
    func `every key of the table is answered alike by the service`() throws {
        for line in site.policies.entries {
            let parts = line.split(separator: "\t").map(String.init)
            #expect(site.table.tlsPolicy(forKey: parts[0])?.value == parts[1], "\(line)")
        }
    }

    @Test
    func `the table has the keys of the agreements, of their routes, and no others`() throws {
        let keys = site.policies.entries.compactMap { $0.split(separator: "\t").first.map(String.init) }
        #expect(
            Set(keys) == [
                "partner.example", "both.example", ".both.example", ".below.example", ".narrow.below.example",
                "[gw.narrow.example]:10025", "xn--mller-kva.example", ".xn--mller-kva.example", "müller.example",
                ".müller.example", "mx.mueller.example", "none.example", "routed.example", ".routed.example",
                "mx.routed.example", "unrouted.routed.example", "clients.example", "pinned.example",
            ]
        )
        #expect(Set(keys).count == keys.count)
    }

    @Test
    func `the head says from which register, what is not carried, and what the table cannot say otherwise`() {
        let comments = site.policies.comments
        #expect(comments.contains("Made by tlsmandate at 2026-06-01T12:00:00Z. Register 0123abcd "))
        #expect(comments.contains("clients: minimum-bits: the server may choose TLS_AES_128_GCM_SHA256"))
        #expect(comments.contains("free: free.below.example has nothing enforced, but .below.example answers for it"))
        #expect(comments.contains("smtp_tls_fingerprint_digest = sha256"))
    }

    @Test
    func `a recipient takes the same route by the table and by the service`() throws {
        let found = try site.postmap(Agreements.names.flatMap(keys), in: site.transports)
        for name in Agreements.names {
            let byTable = keys(of: name).compactMap { found[$0] }.first
            let byService = site.table.transport(forKey: "user@" + name)?.route?.text
            #expect((byTable == ":" ? nil : byTable) == byService, "\(name)")
        }
        #expect(found["unrouted.routed.example"] == ":")
    }

    @Test(arguments: [SenderAccessTable.Style.parents, .dots])
    func `senders in an agreement are asked for encryption`(style: SenderAccessTable.Style) throws {
        func keys(of domain: String) -> [String] {
            var keys = [domain]
            var rest = Substring(domain)
            while let dot = rest.firstIndex(of: ".") {
                rest = rest[rest.index(after: dot)...]
                keys.append((style == .dots ? "." : "") + rest)
            }
            return keys
        }
        let names = Agreements.names + ["free.below.example"]
        let found = try site.postmap(names.flatMap(keys), in: site.senders(style))
        func answer(_ domain: String) -> String? { keys(of: domain).compactMap { found[$0] }.first }
        let refuse = "reject_plaintext_session"
        for domain in ["partner.example", "both.example", "a.b.both.example", "a.below.example", "müller.example"] {
            #expect(answer(domain) == refuse, "\(domain)")
        }
        #expect(answer("a.müller.example") == refuse)
        #expect(answer("a.xn--mller-kva.example") == refuse)
        #expect(answer("testing.example") == "warn_if_reject reject_plaintext_session")
        for domain in ["free.below.example", "x.narrow.below.example"] {
            #expect(answer(domain) == "DUNNO", "\(domain)")
        }
        for domain in ["elsewhere.example", "clients.example", "marked.example", "future.example", "none.example"] {
            #expect(answer(domain) == nil, "\(domain)")
        }
        // By a table in the default style a name stands for what is below it, too.
        #expect(answer("sub.partner.example") == (style == .parents ? refuse : nil))
        #expect(answer("below.example") == (style == .parents ? refuse : nil))
    }

    @Test
    func `the table of senders says what it asks less than the agreements`() {
        let comments = site.senders().comments
        for gap in [
            "both: level verify: no certificate is asked for", "both: on-violation: refused for the time being instead",
            "clients: inbound: its mail is known by the client", "marked: inbound: it needs the message itself",
            "marked: relay: a table of senders knows no recipients",
            "below: asked as well, though not in the agreement: below.example",
            "exact: asked as well, though not in the agreement: what is below partner.example",
        ] {
            #expect(comments.contains(gap), "\(gap)")
        }
        #expect(!site.senders(.dots).comments.contains("not in the agreement"))
    }

    @Test
    func `of an agreement with many domains the comment names a few, and counts the others`() throws {
        let domains = (1...20_000).map { "d\($0).example" }.joined(separator: ", ")
        let table = try TestSite(["many": "partner: X\ndomains: [\(domains)]\ninbound: { level: encrypt }"]).senders()
        #expect(table.entries.count == 20_000)
        #expect(table.comments.contains("what is below d1.example"))
        #expect(table.comments.contains("and 19995 more"))
    }

    @Test
    func `an agreement's words do not end a comment`() throws {
        let text =
            "partner: X\ndomains: [x.example]\noutbound: { level: secure, certificate: { subjects: [\"a\\u2028y.example secure\"] } }"
        let site = try TestSite(["x": text])
        #expect(site.policies.entries.count == 1)
    }

    @Test
    func `nothing is said of an agreement whose domains have gone over to another`() throws {
        let demands =
            "inbound: { level: verify }\noutbound: { level: secure, certificate: { issuers: [Lab CA] }, route: 'smtp:[mx.k.example]' }"
        let site = try TestSite([
            "old": "partner: A\ndomains: [k.example]\nvalid: { until: 2026-03-31 }\n" + demands,
            "new":
                "partner: A\ndomains: [k.example]\nvalid: { from: 2026-04-01 }\ninbound: { level: encrypt }\noutbound: { level: encrypt }",
        ])
        #expect(site.policies.entries.allSatisfy { $0.hasPrefix("k.example\tencrypt ") }, "\(site.policies.entries)")
        for table in [site.policies, site.transports, site.senders()] { #expect(!table.comments.contains("old:")) }
    }
}
