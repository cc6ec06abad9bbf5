import MapFormats
import Testing

@Suite
struct SendmailAccessTableTests {
    let site: TestSite

    init() throws { site = try TestSite(Agreements.texts) }

    @Test
    func `recipients, gateways and clients have their entries`() {
        #expect(
            site.sendmail.entries == [
                "TLS_Rcpt:below.example\tTEMP+VERIFY:128",
                "TLS_Rcpt:both.example\tTEMP+VERIFY:128",
                "TLS_Rcpt:clients.example\tTEMP+VERIFY:256+CN:mx.clients.example",
                "TLS_Rcpt:free.below.example\tOK",
                "TLS_Rcpt:narrow.below.example\tTEMP+ENCR:256",
                "TLS_Rcpt:partner.example\tTEMP+ENCR:128",
                "TLS_Rcpt:pinned.example\tTEMP+ENCR:128",
                "TLS_Rcpt:routed.example\tTEMP+ENCR:128",
                "TLS_Rcpt:unrouted.routed.example\tTEMP+VERIFY:128",
                "TLS_Rcpt:xn--mller-kva.example\tTEMP+ENCR:128",
                "TLS_Srv:mx1.clients.example\tTEMP+VERIFY:256+CN:mx.clients.example",
                "TLS_Srv:mx2.clients.example\tTEMP+VERIFY:256+CN:mx.clients.example",
                "TLS_Clt:mailout.clients.example\tPERM+VERIFY:256+CN:mailout.clients.example",
                "TLS_Clt:192.0.2\tPERM+VERIFY:256+CN:mailout.clients.example",
                "TLS_Clt:198.51.100.7\tPERM+VERIFY:256+CN:mailout.clients.example",
            ]
        )
    }

    @Test
    func `the head says what Sendmail does less`() {
        let comments = site.sendmail.comments
        for gap in [
            "both: match: WEAKER, any name is accepted", "pinned: certificate.fingerprints: WEAKER",
            "clients: clients: a network that does not end at a dot",
            "clients: inbound certificate.issuers: not compared",
            "exact: inbound: not among the entries",
        ] {
            #expect(comments.contains(gap), "\(gap)")
        }
    }

    @Test
    func `an IPv6 address has no entry, and the head says so`() throws {
        let site = try TestSite([
            "six":
                "partner: A\ndomains: [six.example]\ngateways: ['[2001:db8::1]:25', 192.0.2.1]\noutbound: { level: encrypt }"
        ])
        #expect(
            site.sendmail.entries == ["TLS_Rcpt:six.example\tTEMP+ENCR:128", "TLS_Srv:192.0.2.1\tTEMP+ENCR:128"]
        )
        #expect(site.sendmail.comments.contains("six: 2001:db8::1: no entry for an IPv6 address"))
    }

    @Test
    func `of two agreements on a name and what is below it the stricter rule stands`() throws {
        let site = try TestSite([
            "name": "partner: A\ndomains: [x.example]\nmode: off\noutbound: { level: encrypt }",
            "below": "partner: B\ndomains: ['*.x.example']\noutbound: { level: encrypt }",
        ])
        #expect(site.sendmail.entries == ["TLS_Rcpt:x.example\tTEMP+ENCR:128"])
    }

    @Test
    func `level verify asks for the name of the host, and levels that fall back for nothing`() throws {
        let site = try TestSite([
            "verify": "partner: A\ndomains: [verify.example]\noutbound: { level: verify }",
            "may": "partner: B\ndomains: [may.example]\noutbound: { level: may }",
            "dane": "partner: C\ndomains: [dane.example]\noutbound: { level: dane }",
            "dane-only": "partner: D\ndomains: [only.example]\noutbound: { level: dane-only }",
        ])
        #expect(
            site.sendmail.entries == [
                "TLS_Rcpt:only.example\tTEMP+ENCR:128", "TLS_Rcpt:verify.example\tTEMP+VERIFY:128+CN",
            ]
        )
    }

    @Test
    func `an entry of two agreements asks for all that either does`() throws {
        let site = try TestSite([
            "long": "partner: A\ndomains: [x.example, y.example]\noutbound: { level: encrypt, minimum-bits: 256 }",
            "trusted":
                "partner: B\ndomains: ['*.x.example']\noutbound: { level: verify, match: [hostname] }",
            "named":
                "partner: C\ndomains: ['*.y.example']\noutbound: { level: secure, match: [mx.y.example] }",
        ])
        #expect(
            site.sendmail.entries == [
                "TLS_Rcpt:x.example\tTEMP+VERIFY:256+CN", "TLS_Rcpt:y.example\tTEMP+VERIFY:256+CN:mx.y.example",
            ]
        )
        #expect(
            site.sendmail.comments.contains("trusted: x.example and what is below it have one entry, for this and long")
        )
        #expect(!site.sendmail.comments.contains("WEAKER"))
    }

    @Test
    func `a host and what is below it are one client, for which two agreements have one entry`() throws {
        let site = try TestSite([
            "host":
                "partner: A\ndomains: [a.example]\nidentify-by: [client]\ninbound: { level: encrypt, clients: [relay.provider.example] }",
            "below":
                "partner: B\ndomains: [b.example]\nidentify-by: [client]\ninbound: { level: verify, minimum-bits: 256, on-violation: reject, clients: ['*.relay.provider.example'] }",
        ])
        #expect(site.sendmail.entries == ["TLS_Clt:relay.provider.example\tPERM+VERIFY:256"])
        let comments = site.sendmail.comments
        #expect(
            comments.contains("host: relay.provider.example and what is below it have one entry, for this and below")
        )
    }

    @Test
    func `of two names neither can be asked for in one entry, and the head says so`() throws {
        let site = try TestSite([
            "name": "partner: A\ndomains: [x.example]\noutbound: { level: secure, match: [mx1.x.example] }",
            "below":
                "partner: B\ndomains: ['*.x.example']\noutbound: { level: secure, minimum-bits: 256, match: [mx2.x.example] }",
        ])
        #expect(site.sendmail.entries == ["TLS_Rcpt:x.example\tTEMP+VERIFY:256"])
        #expect(
            site.sendmail.comments.contains(
                "WEAKER, of mx1.x.example and mx2.x.example neither is compared: Sendmail can compare with one name"
            )
        )
    }

    @Test
    func `a client whose agreement has gone over to another is the other's`() throws {
        let texts = [
            "old":
                "partner: A\ndomains: [k.example]\nvalid: { until: 2026-03-31 }\nidentify-by: [client]\ngateways: [mx.k.example]\ninbound: { level: verify, clients: [192.0.2.0/24, 198.51.100.9] }\noutbound: { level: encrypt }",
            "new":
                "partner: A\ndomains: [k.example]\nvalid: { from: 2026-04-01 }\nidentify-by: [client]\ninbound: { level: encrypt, clients: [192.0.2.0/24] }\noutbound: { level: encrypt }",
        ]
        let before = try TestSite(texts, on: "2026-03-31")
        #expect(
            before.sendmail.entries == [
                "TLS_Rcpt:k.example\tTEMP+ENCR:128", "TLS_Srv:mx.k.example\tTEMP+ENCR:128",
                "TLS_Clt:192.0.2\tTEMP+VERIFY:128", "TLS_Clt:198.51.100.9\tTEMP+VERIFY:128",
            ]
        )
        let after = try TestSite(texts, on: "2026-04-01")
        #expect(
            after.sendmail.entries == ["TLS_Rcpt:k.example\tTEMP+ENCR:128", "TLS_Clt:192.0.2\tTEMP+ENCR:128"]
        )
        #expect(!after.sendmail.comments.contains("old:"))
    }

    @Test
    func `a client of an agreement that goes on is the successor's that names it`() throws {
        let site = try TestSite([
            "a-old":
                "partner: A\ndomains: [one.example, two.example]\nvalid: { until: 2026-03-31 }\nidentify-by: [client]\ninbound: { level: verify, clients: [192.0.2.0/24, 198.51.100.9] }",
            "b-new":
                "partner: A\ndomains: [one.example]\nvalid: { from: 2026-04-01 }\nidentify-by: [client]\ninbound: { level: encrypt, clients: [192.0.2.0/24] }",
        ])
        #expect(
            site.sendmail.entries.sorted() == [
                "TLS_Clt:192.0.2\tTEMP+ENCR:128", "TLS_Clt:198.51.100.9\tTEMP+VERIFY:128",
            ]
        )
    }
}
