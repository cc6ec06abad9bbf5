import Foundation
import MailLab
import Testing

/// Gateways held against agreements, demand by demand.
@Suite(.probeLab) struct ProbeAgreementTests {
    private var lab: ProbeLab { get throws { try #require(ProbeLabTrait.lab) } }

    /// A register of the test's own.
    private func configure(_ agreements: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let register = try folder.folder("agreements.d")
        for (name, text) in agreements { _ = try register.write(text, to: name + ".yaml") }
        _ = try folder.write(
            """
            organisation: { name: Us, domains: [organisation.example, good.example], contact: postmaster@good.example }
            listen: { policy: ["unix:policy.sock"] }

            """,
            to: "tlsmandate.yaml"
        )
        return folder
    }

    /// What one agreement's demands came to, by their names.
    private func verdicts(_ report: [String: Any]) -> [String: String] {
        let demands = report["demands"] as? [[String: Any]] ?? []
        return Dictionary(
            demands.map { ($0["demand"] as? String ?? "", $0["verdict"] as? String ?? "") },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// One demand of `outbound` that a gateway breaks; all others are kept.
    struct Broken: Sendable, CustomTestStringConvertible {
        let demand: String
        let state: String
        let line: String
        var level = "encrypt"
        /// Others that cannot be kept or compared then.
        var also: [String: String] = [:]

        var testDescription: String { "\(demand): \(line)" }
    }

    static let broken = [
        Broken(demand: "minimum-protocol", state: "old-tls", line: "minimum-protocol: TLSv1.2"),
        Broken(demand: "minimum-protocol", state: "weak-key", line: "minimum-protocol: TLSv1.3"),
        Broken(demand: "minimum-bits", state: "weak-key", line: "minimum-bits: 256"),
        Broken(demand: "exclude-ciphers", state: "good", line: "exclude-ciphers: [AESGCM]"),
        Broken(demand: "exclude-ciphers", state: "good", line: "exclude-ciphers: [TLS_AES_256_GCM_SHA384]"),
        Broken(
            demand: "certificate.subjects",
            state: "good",
            line: "certificate: { subjects: [\"mail*.good.example\"] }"
        ),
        Broken(demand: "certificate.issuers", state: "good", line: "certificate: { issuers: [\"Lab Root CA\"] }"),
        Broken(demand: "level", state: "private-ca", line: "match: [mx.private-ca.example]", level: "secure"),
        Broken(demand: "certificate.validity", state: "expired", line: "match: [hostname]", level: "verify"),
        Broken(demand: "match", state: "good", line: "match: [.other.example]", level: "secure"),
        Broken(
            demand: "certificate.fingerprints",
            state: "good",
            line: "certificate: { fingerprints: [\"sha256:\(String(repeating: "00", count: 32))\"] }",
            level: "fingerprint"
        ),
        Broken(demand: "level", state: "good", line: "minimum-bits: 128", level: "dane-only"),
        Broken(
            demand: "starttls",
            state: "no-tls",
            line: "minimum-bits: 128",
            also: [
                "minimum-protocol": "not_tested", "minimum-bits": "not_tested", "exclude-ciphers": "not_tested",
            ]
        ),
    ]

    @Test(arguments: broken) func `a demand that is broken is told by its name`(_ broken: Broken) throws {
        let lab = try lab
        let folder = try configure([
            "partner": """
            partner: Partner
            domains: [\(broken.state).example]
            outbound:
              level: \(broken.level)
              \(broken.line)

            """
        ])
        defer { folder.remove() }
        let (reports, code, errors) = try lab.reports(
            "\(broken.state).example",
            "--config",
            folder.path("tlsmandate.yaml")
        )
        let report = try #require(reports.first, "\(errors)")
        #expect(report["agreement"] as? String == "partner")
        #expect(report["verdict"] as? String == "violated")
        #expect(code == 2)
        var found = verdicts(report)
        if broken.state == "old-tls", broken.demand != "minimum-bits" { found["minimum-bits"] = "kept" }
        #expect(found[broken.demand] == "violated", "\(found)")
        for (demand, verdict) in found where demand != broken.demand {
            #expect(verdict == broken.also[demand] ?? "kept", "\(demand)")
        }
    }

    @Test func `a gateway that keeps everything is kept`() throws {
        let lab = try lab
        let pin = try #require(lab.certificates["organisation"]?.fingerprint.publicKey)
        let folder = try configure([
            "every": """
            partner: Partner AG
            domains: [organisation.example]
            gateways: ["mx.organisation.example:\(lab.port)"]
            outbound:
              level: secure
              match: [.organisation.example, hostname]
              minimum-protocol: TLSv1.3
              minimum-bits: 256
              exclude-ciphers: [RC4, 3DES, AES128]
              certificate: { subjects: ["m*.organisation.example"], issuers: [Lab Issuing CA] }
              trust-anchors: \(lab.root.rootFile)

            """,
            "pinned": """
            partner: Pinned
            domains: [pinned.example]
            gateways: ["mx.self-signed.example:\(lab.port)"]
            outbound: { level: fingerprint, certificate: { fingerprints: ["sha256:\(pin)"] } }

            """,
            "signed": """
            partner: Signed
            domains: [dane.example]
            outbound: { level: dane-only }

            """,
        ])
        defer { folder.remove() }
        let config = folder.path("tlsmandate.yaml")
        let (reports, code, errors) = try lab.reports("organisation.example", "--config", config)
        let report = try #require(reports.first, "\(errors)")
        #expect(verdicts(report).values.allSatisfy { $0 == "kept" }, "\(verdicts(report))")
        #expect(verdicts(report).count == 9)
        #expect(code == 0)
        let other = try lab.reports("--agreement", "pinned", "--config", config)
        #expect(other.code == 2)
        #expect(verdicts(try #require(other.reports.first))["certificate.fingerprints"] == "violated")
        let dane = try lab.reports("dane.example", "--config", config)
        #expect(verdicts(try #require(dane.reports.first))["level"] == "kept")
        // The chain is a private one: the DNS vouches for the certificate.
        #expect(dane.code == 0)
    }

    @Test func `a stapled response breaks an agreement, or keeps it`() throws {
        let folder = try configure(
            Dictionary(
                uniqueKeysWithValues: ["stapled-good", "stapled-revoked"].map { state in
                    (state, "partner: P\ndomains: [\(state).example]\noutbound: { level: verify, match: [hostname] }\n")
                }
            )
        )
        defer { folder.remove() }
        for (state, verdict) in [("stapled-good", "kept"), ("stapled-revoked", "violated")] {
            let arguments = ["--agreement", state, "--config", folder.path("tlsmandate.yaml")]
            let answer = try lab.run(["--format", "json"] + arguments)
            let object = try JSONSerialization.jsonObject(with: Data(answer.standardOutput.utf8)) as? [String: Any]
            let found = verdicts(try #require(object, "\(answer.standardError)"))
            #expect(found["certificate.revocation"] == verdict)
            #expect(found.filter { $0.value != "kept" }.keys.allSatisfy { $0 == "certificate.revocation" }, "\(found)")
            #expect((answer.status == .exited(2)) == (verdict == "violated"))
        }
    }

    @Test func `trust anchors are the only ones that count`() throws {
        let lab = try lab
        let folder = try configure([
            "partner": """
            partner: Partner
            domains: [private-ca.example, good.example]
            outbound: { level: verify, trust-anchors: anchors.pem }

            """
        ])
        defer { folder.remove() }
        let chain = try #require(lab.privateRoot)
        _ = try folder.write(try String(contentsOfFile: chain, encoding: .utf8), to: "agreements.d/anchors.pem")
        let config = folder.path("tlsmandate.yaml")
        #expect(try lab.reports("private-ca.example", "--config", config).code == 0)
        let other = try lab.reports("good.example", "--config", config)
        #expect(other.code == 2)
        #expect(verdicts(try #require(other.reports.first))["level"] == "violated")
        _ = try folder.write("no certificate", to: "agreements.d/anchors.pem")
        #expect(try lab.reports("private-ca.example", "--config", config).code == 3)
    }

    @Test func `in testing a violation is a warning`() throws {
        let lab = try lab
        let folder = try configure([
            "partner": """
            partner: Partner
            domains: [no-tls.example]
            outbound: { mode: testing, level: encrypt }

            """
        ])
        defer { folder.remove() }
        let (reports, code, _) = try lab.reports("no-tls.example", "--config", folder.path("tlsmandate.yaml"))
        #expect(code == 1)
        #expect(verdicts(try #require(reports.first))["starttls"] == "violated")
    }

    @Test func `all partners are tested, each address once`() throws {
        let lab = try lab
        let folder = try configure([
            "a-good": "partner: Good\ndomains: [good.example]\noutbound: { level: secure, match: [hostname] }\n",
            "b-several":
                "partner: Several\ndomains: [several.example]\noutbound: { level: encrypt }\n",
            "c-busy": "partner: Busy\ndomains: [busy.example]\noutbound: { level: encrypt }\n",
            "e-shared": "partner: Shared\ndomains: [two-lines.example]\noutbound: { level: may }\n",
            "f-shared":
                "partner: Also\ndomains: [also.example]\ngateways: [\"mx.two-lines.example:\(lab.port)\"]\n",
            "d-off": "partner: Off\ndomains: [expired.example]\nmode: \"off\"\noutbound: { level: encrypt }\n",
        ])
        defer { folder.remove() }
        let config = folder.path("tlsmandate.yaml")
        let (reports, code, errors) = try lab.reports("--all", "--config", config)
        #expect(code == 2)
        #expect(
            reports.map { $0["agreement"] as? String } == ["a-good", "b-several", "c-busy", "e-shared", "f-shared"],
            "\(errors)"
        )
        #expect(reports.map { $0["verdict"] as? String } == ["kept", "violated", "not_tested", "warning", "warning"])
        #expect(reports.map { $0["confidence"] as? Int } == [100, 50, nil, 0, 0])
        #expect(lab.connections("two-lines") == 1)
        let table = try lab.probe("--all", "--config", config)
        let rows = table.standardOutput.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(rows.contains("b-several Several several.example 2 of 2 50 violated starttls"), "\(rows)")
        #expect(!table.standardError.contains("#"))
        let metrics = try lab.probe("--all", "--config", config, "--format", "prometheus").standardOutput
        #expect(metrics.contains("# TYPE tlsmandate_probe_verdict gauge"))
        #expect(
            metrics.contains(
                #"tlsmandate_probe_verdict{agreement="c-busy",domain="busy.example",section="outbound"} 3"#
            )
        )
        #expect(
            metrics.contains(
                #"tlsmandate_probe_confidence{agreement="a-good",domain="good.example",section="outbound"} 100"#
            )
        )
        #expect(metrics.contains(#"demand="starttls"} 0"#))
    }

    @Test func `agreements that have not begun, or have gone over to a successor, are no partners to test`() throws {
        let folder = try configure([
            "old":
                "partner: P\ndomains: [good.example]\nvalid: { until: 2020-12-31 }\noutbound: { level: secure, match: [no.example] }\nours: { minimum-bits: 256 }\n",
            "now":
                "partner: P\ndomains: [good.example]\nvalid: { from: 2021-01-01, until: 2998-12-31 }\noutbound: { level: secure, match: [hostname] }\nours: { minimum-bits: 128 }\n",
            "next":
                "partner: P\ndomains: [good.example]\nvalid: { from: 2999-01-01 }\noutbound: { level: secure, match: [no.example] }\nours: { minimum-bits: 256 }\n",
        ])
        defer { folder.remove() }
        let (reports, code, errors) = try lab.reports("--all", "--config", folder.path("tlsmandate.yaml"))
        #expect(reports.map { $0["agreement"] as? String } == ["now"], "\(errors)")
        #expect(code == 0)
        let ours = try lab.reports("--self", "--config", folder.path("tlsmandate.yaml"))
        #expect(Set(ours.reports.map { $0["agreement"] as? String }) == ["now"], "\(ours.errors)")
        let named = try lab.reports("--agreement", "next", "--config", folder.path("tlsmandate.yaml"))
        #expect(named.reports.map { $0["agreement"] as? String } == ["next"], "\(named.errors)")
    }

    @Test func `a register without a gateway is said to be the reason that nothing was tested`() throws {
        let folder = try configure([:])
        defer { folder.remove() }
        let (reports, code, errors) = try lab.reports("--all", "--config", folder.path("tlsmandate.yaml"))
        #expect(reports.isEmpty && code == 3)
        #expect(errors == "tlsmandate: nothing was tested: the register names no domain and no gateway to test\n")
    }

    @Test func `the domains of a domains-file are tested, too`() throws {
        let lab = try lab
        let folder = try configure([
            "listed": """
            partner: Listed
            domains: [good.example, "*.good.example"]
            domains-file: listed.domains
            outbound: { level: encrypt }

            """,
            "routed": """
            partner: Routed
            domains-file: routed.domains
            gateways: ["mx.good.example:\(lab.port)"]
            outbound: { level: encrypt }

            """,
        ])
        defer { folder.remove() }
        _ = try folder.write(
            "# long\norganisation.example\n*.expired.example\nno-tls.example\n",
            to: "agreements.d/listed.domains"
        )
        _ = try folder.write("b.example\na.example\n", to: "agreements.d/routed.domains")
        let config = folder.path("tlsmandate.yaml")
        let domains = [
            ["good.example", "no-tls.example", "organisation.example"], ["a.example"],
        ]
        let all = try lab.reports("--all", "--config", config)
        #expect(all.reports.map { $0["domain"] as? String } == domains.joined().map(Optional.some), "\(all.errors)")
        let one = try lab.reports("--agreement", "listed", "--config", config)
        #expect(one.reports.map { $0["domain"] as? String } == domains[0].map(Optional.some))
        #expect(one.reports.map { $0["verdict"] as? String } == ["kept", "violated", "kept"])
    }

    @Test func `of a long domains-file so many domains are tested, and how many are not is said`() throws {
        let folder = try configure([
            "long": "partner: Long\ndomains-file: long.domains\noutbound: { level: encrypt }\n"
        ])
        defer { folder.remove() }
        let names = (0..<2500).map { "d\(10_000 + $0).example" }
        _ = try folder.write(names.shuffled().joined(separator: "\n"), to: "agreements.d/long.domains")
        let (reports, code, errors) = try lab.reports("--all", "--config", folder.path("tlsmandate.yaml"))
        #expect(code == 3)
        #expect(reports.compactMap { $0["domain"] as? String } == Array(names.prefix(1000)))
        #expect(errors.contains("tlsmandate: long: 1500 domains of its domains-file are left out"), "\(errors)")
    }

    @Test func `what is asked for one agreement is not held against another at the same gateway`() throws {
        let lab = try lab
        let gateways = "gateways: [\"mx.good.example:\(lab.port)\"]"
        let folder = try configure([
            "a-long":
                "partner: A\ndomains: [a.example]\n\(gateways)\noutbound: { level: encrypt, minimum-bits: 256 }\n",
            "b-usual":
                "partner: B\ndomains: [b.example]\n\(gateways)\noutbound: { level: encrypt }\n",
        ])
        defer { folder.remove() }
        let (reports, code, errors) = try lab.reports(
            "--all",
            "--weak",
            "--config",
            folder.path("tlsmandate.yaml")
        )
        #expect(code == 2, "\(errors)")
        try #require(reports.count == 2)
        #expect(verdicts(reports[0])["minimum-bits"] == "violated")
        #expect(verdicts(reports[1])["minimum-bits"] == "kept")
        let warnings = reports[1]["warnings"] as? [String] ?? []
        #expect(!warnings.contains { $0.contains("below 256 bits") }, "\(warnings)")
    }

    @Test func `our own gateways are held against what partners demand`() throws {
        let lab = try lab
        let folder = try configure([
            "strict": """
            partner: Strict
            domains: [strict.example]
            ours: { certificate: { name: mx, validation: organisation, issuers: [Lab Issuing CA] } }

            """,
            "silent": "partner: Silent\ndomains: [silent.example]\n",
        ])
        defer { folder.remove() }
        let (reports, code, errors) = try lab.reports("--self", "--config", folder.path("tlsmandate.yaml"))
        #expect(code == 2, "\(errors)")
        #expect(reports.map { $0["domain"] as? String } == ["organisation.example", "good.example"])
        let first = verdicts(try #require(reports.first))
        #expect(first["certificate.validation"] == "kept")
        #expect(first["certificate.name"] == "kept")
        #expect(first["starttls"] == "kept")
        let second = verdicts(try #require(reports.last))
        #expect(second["certificate.validation"] == "violated")
        #expect(second["certificate.name"] == "kept")
    }
}
