/// Agreements in which names, modes and routes meet in every way that a table has to mind.
enum Agreements {
    static let texts = [
        "exact":
            "partner: Exact\ndomains: [partner.example]\noutbound: { level: encrypt }\ninbound: { level: encrypt }",
        "both":
            "partner: Both\ndomains: [both.example, '*.both.example']\noutbound: { level: secure }\ninbound: { level: verify, on-violation: reject, certificate: { subjects: [mx.both.example] } }",
        "below":
            "partner: Below\ndomains: ['*.below.example']\noutbound: { level: secure, match: [.below.example] }\ninbound: { level: encrypt }",
        "free": "partner: Free\ndomains: [free.below.example]\nmode: off\noutbound: { level: encrypt }",
        "narrow":
            "partner: Narrow\ndomains: ['*.narrow.below.example']\noutbound: { level: encrypt, minimum-bits: 256, route: 'smtp:[gw.narrow.example]:10025' }",
        "idna":
            "partner: IDNA\ndomains: [müller.example, '*.müller.example']\noutbound: { level: encrypt, route: 'relay:mx.mueller.example' }\ninbound: { level: encrypt }",
        "testing":
            "partner: Testing\nmode: testing\ndomains: [testing.example]\noutbound: { level: encrypt, route: 'smtp:[testing.route.example]' }\ninbound: { level: encrypt }",
        "none": "partner: None\ndomains: [none.example]\noutbound: { level: none }",
        "routed":
            "partner: Routed\ndomains: ['*.routed.example', routed.example]\noutbound: { level: encrypt, route: 'smtp:mx.routed.example' }",
        "unrouted": "partner: Unrouted\ndomains: [unrouted.routed.example]\noutbound: { level: secure }",
        "clients":
            "partner: Clients\ndomains: [clients.example]\nidentify-by: [client]\ngateways: [mx1.clients.example, mx2.clients.example]\ninbound: { level: verify, minimum-bits: 256, on-violation: reject, clients: [mailout.clients.example, 192.0.2.0/24, 198.51.100.7, 203.0.113.0/25], certificate: { subjects: [mailout.clients.example], issuers: [Lab CA] } }\noutbound: { level: secure, match: [mx.clients.example], minimum-bits: 256 }",
        "pinned":
            "partner: Pinned\ndomains: [pinned.example]\noutbound: { level: fingerprint, certificate: { fingerprints: ['sha256:\(String(repeating: "ab", count: 32))'] } }",
        "marked":
            "partner: Marked\ndomains: [marked.example]\nend-to-end-exempt: true\ninbound: { level: encrypt }\nrelay: { level: encrypt }",
        "future":
            "partner: Future\nvalid: { from: 2026-06-02 }\ndomains: [future.example]\noutbound: { level: encrypt, route: 'smtp:mx.future.example' }\ninbound: { level: encrypt }",
    ]

    /// What Postfix may ask for of these names.
    static let names = [
        "partner.example", "sub.partner.example", "both.example", "a.both.example", "a.b.both.example", "below.example",
        "a.below.example", "a.b.below.example", "narrow.below.example", "x.narrow.below.example", "müller.example",
        "xn--mller-kva.example", "a.müller.example", "a.xn--mller-kva.example", "testing.example", "none.example",
        "routed.example", "a.routed.example", "unrouted.routed.example", "x.unrouted.routed.example", "clients.example",
        "pinned.example", "marked.example", "future.example", "elsewhere.example", "mx.routed.example",
        "mx.mueller.example", "gw.narrow.example", "mx.future.example",
    ]
}
