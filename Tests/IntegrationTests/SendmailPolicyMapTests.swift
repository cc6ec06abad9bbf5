import MailLab
import Testing

/// A real Sendmail asks the socketmap as its MTA-STS rules ask (cf/feature/sts.m4): for recipients' domains.
@Suite(.serialized)
struct SendmailPolicyMapTests {
    typealias Sink = OutboundLab.Sink

    /// A server, the name by which it is reached, and whether it keeps `secure match=.partner.example`.
    private static let servers: [(sink: Sink, host: String, isKept: Bool)] = [
        (.good, "mx1.partner.example", true),
        (.otherCA, "mx5.de.tuv.com", false),
        (.wrongName, "mx2.partner.example", false),
        (.withoutTLS, "mx3.partner.example", false),
        (.selfSigned, "mx4.partner.example", false),
        (.foreignCA, "mx5.partner.example", false),
        (.expired, "mx6.partner.example", false),
    ]

    @Test
    func `by the socketmap Sendmail sends mail where names and CA are those agreed, and keeps it elsewhere`() throws {
        var service: ServiceProcess?
        let lab = try OutboundLab { site in
            _ = try site.folder.write(
                """
                partner: Sendmail's partner
                domains: ["*.agreed.example"]
                outbound: { level: secure, match: [.partner.example] }
                """,
                to: "agreements.d/sendmail.yaml"
            )
            service = try ServiceProcess(try Gateway.executable, configuration: site.configuration, in: site.folder)
            return [:]
        }
        defer { _ = service?.stop() }
        let sendmail = try Self.sendmail(in: lab)
        for server in Self.servers {
            let line = try sendmail.deliver(to: "a@\(server.sink.rawValue.lowercased()).agreed.example")
            let expected = server.isKept ? "stat=Sent" : "stat=Deferred"
            #expect(line.contains(expected), "\(server.host): \(line)\n\(sendmail.log.suffix(2000))")
        }
        let other = try sendmail.deliver(to: "a@withouttls.elsewhere.example")
        #expect(other.contains("stat=Sent"), "no agreement: \(other)")

        _ = service?.stop()
        let down = try sendmail.deliver(to: "b@good.agreed.example")
        #expect(down.contains("stat=Deferred"), "the service is down: \(down)")
        try sendmail.stop()
    }

    private static func sendmail(in lab: OutboundLab) throws -> SendmailInstance {
        var routes = servers.map { ("\($0.sink.rawValue.lowercased()).agreed.example", "esmtp:[\($0.host)]") }
        routes.append(("withouttls.elsewhere.example", "esmtp:[\(Sink.withoutTLS.address)]"))
        return try SendmailInstance(
            in: lab.folder,
            SendmailSettings(
                hostName: "out.example.com",
                serverCertificate: lab.serverCertificate,
                trustFile: lab.trusted,
                clients: servers.map { .init($0.sink.address, $0.host) },
                mailerTable: Dictionary(uniqueKeysWithValues: routes),
                lines: [
                    "define(`ESMTP_MAILER_ARGS', `TCP $h \(lab.port)')",
                    "FEATURE(`sts', `socket -T<TMPF> local:\(lab.folder.path("run/socketmap.sock"))')",
                ]
            )
        )
    }
}
