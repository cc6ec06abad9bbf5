import Foundation
import MailLab
import Testing

/// What the DNS says, as Postfix would take it.
@Suite(.probeLab) struct ProbeNamesTests {
    private var lab: ProbeLab { get throws { try #require(ProbeLabTrait.lab) } }

    private func gateways(_ reports: [[String: Any]]) -> [[String: Any]] {
        reports.first?["gateways"] as? [[String: Any]] ?? []
    }

    @Test(arguments: [
        ("null-mx.example", "takes no mail"), ("no-mail.example", "takes no mail"),
        ("unreadable.example", "name nothing that could be a host"), ("a..example", "no name that the DNS could have"),
    ])
    func `a domain without a usable MX host is not tested at its own address`(_ domain: String, _ words: String) throws
    {
        let (reports, code, errors) = try lab.reports(domain)
        #expect(code == 3, "\(errors)")
        #expect(gateways(reports).isEmpty)
        #expect((reports.first?["problem"] as? String)?.contains(words) == true, "\(reports)")
    }

    @Test func `a host that two MX records name is one gateway`() throws {
        let (reports, code, _) = try lab.reports("twice.example")
        #expect(code == 0)
        #expect(gateways(reports).map { $0["preference"] as? Int } == [10])
    }

    @Test func `TLSA records are looked up where an alias leads`() throws {
        let gateway = try #require(gateways(try lab.reports("alias.example").reports).first)
        #expect(gateway["host"] as? String == "mx.alias.example")
        #expect(gateway["tlsa"] as? String == "a signed TLSA record matches")
    }

    @Test func `a TLSA record that holds the root stands in for one that is not sent`() throws {
        let gateway = try #require(gateways(try lab.reports("organisation.example").reports).first)
        #expect((gateway["chain"] as? [Any])?.count == 2)
        #expect(gateway["tlsa"] as? String == "a signed TLSA record matches")
    }

    @Test func `a TLSA record that does not match is told by its name in RFC 8460`() throws {
        let (reports, code, _) = try lab.reports("dane-wrong.example")
        #expect(code == 1)
        #expect(gateways(reports).first?["result"] as? String == "tlsa-invalid")
    }

    /// A register with an agreement for each domain, of a level and what stands behind it.
    private func configure(_ levels: KeyValuePairs<String, String>) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let register = try folder.folder("agreements.d")
        for (domain, level) in levels {
            _ = try register.write(
                "partner: Partner\ndomains: [\(domain)]\noutbound: { level: \(level) }\n",
                to: "\(domain.prefix { $0 != "." }).yaml"
            )
        }
        _ = try folder.write(
            """
            organisation: { name: Us, domains: [good.example], contact: postmaster@good.example }
            listen: { policy: ["unix:policy.sock"] }

            """,
            to: "tlsmandate.yaml"
        )
        return folder
    }

    @Test(arguments: ["dane", "dane-only"], ["lame.example", "anonymous.lame.example"])
    func `TLSA records for which nobody answers are not taken for none`(_ level: String, _ domain: String) throws {
        let folder = try configure([domain: level])
        defer { folder.remove() }
        let configuration = folder.path("tlsmandate.yaml")
        let (reports, code, errors) = try lab.reports(domain, "--config", configuration)
        // A cipher without a certificate breaks another demand, too.
        #expect(code == (domain == "lame.example" ? 3 : 2), "\(errors)")
        let row = (reports.first?["demands"] as? [[String: Any]])?.first { $0["demand"] as? String == "level" }
        #expect(row?["verdict"] as? String == "not_tested")
        #expect((row?["found"] as? String)?.contains("SERVFAIL") == true, "\(String(describing: row))")
        let warnings = reports.first?["warnings"] as? [String] ?? []
        #expect(warnings.contains { $0.contains("DANE: unknown: the DNS servers answered with error 2") })
    }

    /// Postfix, TLS_README, "DANE TLS authentication".
    @Test(arguments: [
        ("dane-unusable.example", "dane", "kept", 1), ("dane-unusable.example", "dane-only", "violated", 2),
        ("plain.example", "dane", "violated", 2),
    ])
    func `with TLSA records of which none is usable level dane is content with encryption, and dane-only is not`(
        _ domain: String,
        _ level: String,
        _ verdict: String,
        _ expected: Int32
    ) throws {
        let folder = try configure([domain: level])
        defer { folder.remove() }
        let (reports, code, errors) = try lab.reports(domain, "--config", folder.path("tlsmandate.yaml"))
        #expect(code == expected, "\(errors)")
        #expect(gateways(reports).first?["tlsa"] as? String == "no signed TLSA record is usable")
        let row = (reports.first?["demands"] as? [[String: Any]])?.first { $0["demand"] as? String == "level" }
        #expect(row?["verdict"] as? String == verdict)
        let warnings = reports.first?["warnings"] as? [String] ?? []
        #expect(
            warnings.contains { $0.contains("do not look whose gateway it is") } == (verdict == "kept"),
            "\(warnings)"
        )
    }

    @Test(arguments: ["dane", "dane-only"])
    func `where signatures are not looked at, nothing is known of TLSA records`(_ level: String) throws {
        let lab = try lab
        let folder = try configure(["dane.example": level])
        defer { folder.remove() }
        // Without its anchors the lab's DNS is one that strips the root's signatures.
        let end = try ChildProcess.run(
            try Gateway.executable,
            ["probe", "dane.example", "--resolver", "127.0.0.1:\(lab.dns.port)", "--port", "\(lab.port)"]
                + ["--config", folder.path("tlsmandate.yaml")]
        )
        #expect(end.status == .exited(3), "\(end.standardError)")
        let row = end.standardOutput.split(separator: "\n").first { $0.contains(" \(level): signed TLSA records") }
        #expect(row?.contains("DNSSEC is not validated here") == true, "\(end.standardOutput)")
        #expect(row?.hasSuffix("not tested") == true)
    }

    @Test func `a gateway with several certificates is asked for its own as our policy has Postfix ask`() throws {
        let lab = try lab
        let folder = try configure(["named.example": "secure, match: [hostname]", "other.example": "verify"])
        defer { folder.remove() }
        let configuration = folder.path("tlsmandate.yaml")
        let outbound = try ChildProcess.run(
            try Gateway.executable,
            ["explain", "--outbound", "named.example", "--config", configuration]
        )
        #expect(outbound.standardOutput.contains(" servername=hostname"))
        let before = lab.connections("named")
        let (reports, code, errors) = try lab.reports("--all", "--config", configuration, "--timeout", "2")
        #expect(code == 2, "\(errors)")
        // A warning, since openssl speaks no SMTP within TLS.
        #expect(reports.map { $0["verdict"] as? String } == ["warning", "violated"], "\(reports)")
        // Both at one address: the certificate for the first is none for the second, for which it was asked once more.
        #expect(reports.map { gateways([$0]).first?["matched_name"] as? String } == ["mx.named.example", nil])
        let shown = gateways(Array(reports.dropFirst())).first?["chain"] as? [[String: Any]]
        #expect(shown?.first?["common_name"] as? String == "mx.good.example")
        #expect(lab.connections("named") - before == 2)
        // Without an agreement no name is sent, as by Postfix without a policy.
        let plain = try lab.reports("named.example", "--timeout", "2").reports
        #expect(gateways(plain).first?["result"] as? String == "certificate-host-mismatch")
    }

    @Test func `trust anchors that cannot be read are told before anything is asked`() throws {
        let end = try ChildProcess.run(
            try Gateway.executable,
            [
                "probe", "good.example", "--resolver", "127.0.0.1:1", "--dns-trust-anchors", "/none", "--config",
                "/none",
            ]
        )
        #expect(end.status == .exited(69))
        #expect(end.standardError == "tlsmandate: the trust anchors '/none': No such file or directory\n")
    }

    @Test(arguments: [
        ("", "The domain is empty."), ("a@partner.example", "is no domain."), ("a b", "is no domain."),
        ("<partner.example>", "is no domain."), ("192.0.2.1", "is an address"), ("[2001:db8::1]:25", "is an address"),
    ])
    func `what is no domain is not probed`(name: String, words: String) throws {
        let end = try ChildProcess.run(
            try Gateway.executable,
            ["probe", name, "--connect", "127.0.0.1:1", "--config", "/none"]
        )
        #expect(end.status == .exited(64))
        #expect(end.standardError.contains(words), "\(end.standardError)")
    }
}
