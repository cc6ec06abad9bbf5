import MailLab
import Testing

/// A real Postfix delivers to servers that keep an agreement and to none that breaks it: the mail waits, nothing is bounced and
/// nothing goes in the clear.
@Suite(.serialized)
struct OutboundTests {
    typealias Sink = OutboundLab.Sink

    /// The sinks at which an agreement is kept, by a recipient in it.
    private static let kept: [(recipient: String, minimumBits: Int, sinks: Set<Sink>)] = [
        // Encryption with 256 bits, by a route without brackets; no certificate is asked for.
        (
            "a@allianz.de", 256,
            [.good, .prefersAES128ByTLS13, .otherCA, .wrongName, .expired, .selfSigned, .foreignCA]
        ),
        // Names below audi.de, of any CA that is trusted, by MX; audi.hu has gateways of another name.
        ("a@audi.de", 128, [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA]),
        ("a@audi.hu", 128, [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA]),
        ("a@hella.com", 128, [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA]),
        // A subdomain of an agreement on all subdomains.
        ("a@de.tuv.com", 128, [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA]),
        // Every key: 256 bits, one CA, names.
        ("a@partner.example", 256, [.good, .prefersAES128ByTLS13]),
        // By a route in brackets with a port.
        ("a@routed.example", 128, [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA]),
        // A pinned certificate, whoever signed it.
        ("a@pinned.example", 128, [.selfSigned]),
    ]

    @Test
    func `by exported maps mail goes where an agreement is kept, and waits elsewhere`() throws {
        try checkDeliveries(try OutboundLab(maps: OutboundLab.exported))
    }

    @Test
    func
        `through the socketmap mail goes where an agreement is kept, and waits elsewhere`()
        throws
    {
        var service: ServiceProcess?
        let lab = try OutboundLab { site in
            service = try ServiceProcess(try Gateway.executable, configuration: site.configuration, in: site.folder)
            let socket = "socketmap:unix:" + site.folder.path("run/socketmap.sock")
            return ["smtp_tls_policy_maps": socket + ":tls-policy", "transport_maps": socket + ":transport"]
        }
        defer { _ = service?.stop() }
        try checkDeliveries(lab)
    }

    @Test
    func `by MX mail goes where an agreement is kept, whatever the DNS names its hosts, and waits elsewhere`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let address = "127.\(Int.random(in: 1...250)).\(Int.random(in: 0...250)).53"
        let records = Sink.allCases.flatMap { sink in
            let name = sink.rawValue.lowercased()
            return [
                "\(name).agreed.example. MX 10 \(name).elsewhere.example.",
                "\(name).elsewhere.example. A \(sink.address)",
            ]
        }
        let dns = try DNSServer(in: folder, at: address, port: 53, records: records)
        defer { dns.stop() }
        let lab = try OutboundLab(nameServer: address) { site in
            _ = try site.folder.write(
                "partner: MX AG\ndomains: ['*.agreed.example']\noutbound: { level: secure, match: [.partner.example] }\n",
                to: "agreements.d/mx.yaml"
            )
            return try OutboundLab.exported(site)
        }
        let kept: Set<Sink> = [.good, .onlyAES128, .onlyAES128ByTLS13, .prefersAES128ByTLS13, .otherCA]
        for sink in Sink.allCases {
            let outcome = try lab.deliver(to: "a@\(sink.rawValue.lowercased()).agreed.example")
            #expect(outcome.status == (kept.contains(sink) ? "sent" : "deferred"), "\(sink): \(outcome)")
            #expect(
                outcome.log.contains("relay=\(sink.rawValue.lowercased()).elsewhere.example["),
                "\(sink): \(outcome)"
            )
        }
    }

    private func checkDeliveries(_ lab: OutboundLab) throws {
        for (recipient, bits, sinks) in Self.kept {
            for sink in Sink.allCases {
                let outcome = try lab.deliver(to: recipient, at: sink)
                guard sinks.contains(sink) else {
                    #expect(outcome.status == "deferred", "\(recipient) at \(sink): \(outcome)")
                    continue
                }
                #expect(outcome.status == "sent", "\(recipient) at \(sink): \(outcome)")
                #expect(["TLSv1.2", "TLSv1.3"].contains(outcome.protocolName), "\(recipient) at \(sink): \(outcome)")
                #expect(outcome.bits ?? 0 >= bits, "\(recipient) at \(sink): \(outcome)")
            }
        }
        // Without an agreement, and in testing, main.cf's level may is left as it is.
        for recipient in ["a@elsewhere.example", "a@testing.example", "a@tuv.com"] {
            #expect(try lab.deliver(to: recipient, at: .withoutTLS).status == "sent")
        }
    }
}
