import Foundation
import MailLab
import Testing

/// What changes at a partner's real gateways from probe to probe is kept, logged and told.
@Suite struct ProbeHistoryTests {
    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    /// The codes of a gateway's changes.
    private func codes(_ history: [[String: Any]], _ gateway: String) -> [String] {
        history.filter { $0["gateway"] as? String == gateway && $0["event"] as? String != "state" }
            .compactMap { $0["event"] as? String }
    }

    private func state(_ history: [[String: Any]], _ gateway: String) throws -> [String: Any] {
        try #require(
            history.first { $0["gateway"] as? String == gateway && $0["event"] as? String == "state" },
            "\(history)"
        )
    }

    @Test func `a certificate of another issuer is logged and stands in the history`() throws {
        let lab = try HistoryLab()
        let first = try lab.run("--all")
        #expect(first.status == .exited(0), "\(first.standardOutput)\(first.standardError)")
        // 5 is a notice, 4 a warning (sd-daemon(3)).
        let mx1 = lab.gateway("mx1")
        #expect(
            lines(first.standardError).contains(
                "<5>notice: probed gateway: first seen: kept, agreement=partner, domain=partner.example, gateway=\(mx1)"
            ),
            "\(first.standardError)"
        )
        #expect(try lab.run("partner.example").standardError.isEmpty)

        try lab.install(on: "mx1", by: lab.new)
        let third = try lab.run("--all")
        #expect(third.status == .exited(2))
        let logged = lines(third.standardError)
        #expect(
            logged == [
                "<4>warning: probed gateway: result changed: kept -> violated: certificate.issuers, agreement=partner, "
                    + "domain=partner.example, gateway=\(mx1)",
                "<4>warning: probed gateway: issuer changed: CN=Old CA -> CN=New CA, agreement=partner, "
                    + "domain=partner.example, gateway=\(mx1)",
            ]
        )

        let history = try lab.history()
        #expect(codes(history, mx1) == ["first_seen", "result_changed", "issuer_changed"])
        #expect(codes(history, lab.gateway("mx2")) == ["first_seen"])
        let change = try #require(history.first { $0["event"] as? String == "issuer_changed" })
        #expect(Set(change.keys) == ["event", "agreement", "domain", "gateway", "time", "from", "to"])
        #expect(change["from"] as? String == "CN=Old CA")
        #expect(change["to"] as? String == "CN=New CA")
        let now = try state(history, mx1)
        #expect(now["outcome"] as? String == "violated")
        #expect(now["demands"] as? [String] == ["certificate.issuers"])
        #expect(now["issuer"] as? String == "CN=New CA")
        #expect(now["matched_name"] as? String == "mx1.partner.example")
        #expect(now["protocol"] as? String == "TLSv1.3")
        #expect(now["address"] as? String == "127.0.0.2")
        #expect(now["probes"] as? Int == 1)
        #expect([89, 90].contains(now["days_left"] as? Int))
        #expect(now["time"] as? String == change["time"] as? String)
        #expect(try state(history, lab.gateway("mx2"))["probes"] as? Int == 3)

        // The journal is whole, and the service goes on.
        #expect(try lab.service.run("audit", "verify").succeeded)
        #expect(try lab.refuses())
    }

    @Test func `a renewed certificate, one for another name, and one that ends soon`() throws {
        let lab = try HistoryLab()
        _ = try lab.run("--all")
        try lab.install(on: "mx1", by: lab.old)
        try lab.install(on: "mx2", by: lab.old, for: "www.partner.example", days: 12)
        let logged = lines(try lab.run("--all").standardError)
        #expect(
            logged.contains { $0.hasPrefix("<5>notice: probed gateway: certificate replaced by another of the same") }
        )
        #expect(logged.contains { $0.contains("names the gateway no more; it did by mx2.partner.example") })
        #expect(logged.contains { $0.hasPrefix("<4>warning: probed gateway: certificate expires in 1") }, "\(logged)")
        let history = try lab.history()
        #expect(codes(history, lab.gateway("mx1")) == ["first_seen", "certificate_replaced"])
        #expect(
            codes(history, lab.gateway("mx2"))
                == ["first_seen", "result_changed", "certificate_replaced", "name_lost", "certificate_expires"]
        )
        let text = lines(try lab.run("history", "partner").standardOutput)
        let now = try #require(text.lastIndex { $0.hasPrefix("  now   ") })
        #expect(text[now].contains("; unchanged since 20") && text[now].hasSuffix(", 1 probe"))
        #expect(
            text[now...].contains { $0.contains("certificate expires in 1") && $0.hasSuffix("issued by CN=Old CA") }
        )
    }

    @Test func `the gateways of a route's next hops stay, and stand once in Prometheus' format`() throws {
        let lab = try HistoryLab(
            agreement: """
                partner: Partner AG
                domains: [partner.example]
                inbound: { level: encrypt, on-violation: reject }
                outbound: { level: encrypt, route: "smtp:[mx1.partner.example],[mx2.partner.example]" }

                """
        )
        _ = try lab.run("--all")
        let second = try lab.run("--all", "--format", "prometheus")
        #expect(second.standardError.isEmpty, "\(second.standardError)")
        let samples = lines(second.standardOutput).filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { String(line[..<$0]) }
        }
        #expect(Set(samples).count == samples.count, "\(samples)")
        #expect(samples.contains { $0.contains("_tested{") && $0.contains("mx1.partner.example [") })
        #expect(samples.contains { $0.contains("_tested{") && $0.contains("mx2.partner.example [") })
        let history = try lab.history()
        for name in ["mx1", "mx2"] { #expect(codes(history, lab.gateway(name)) == ["first_seen"]) }
    }

    @Test func `a gateway that goes away, and one that cannot be reached`() throws {
        let lab = try HistoryLab()
        _ = try lab.run("--all")
        lab.namesBoth = false
        let gone = try lab.run("--all")
        #expect(gone.standardError.contains("notice: probed gateway: gone: "))
        #expect(gone.standardError.contains("gateway=\(lab.gateway("mx2"))"))
        #expect(try lab.run("--all").standardError.isEmpty)
        lab.namesBoth = true
        #expect(try lab.run("--all").standardError.contains("found again: kept"))
        try lab.postfix.stop()
        let dead = try lab.run("--all")
        #expect(dead.status == .exited(3))
        #expect(lines(dead.standardError).count == 2)
        #expect(dead.standardError.contains("result changed: kept -> not tested"))
        let history = try lab.history()
        #expect(codes(history, lab.gateway("mx2")) == ["first_seen", "gone", "returned", "result_changed"])
        #expect(codes(history, lab.gateway("mx1")) == ["first_seen", "result_changed"])
        let now = try state(history, lab.gateway("mx2"))
        #expect(now["outcome"] as? String == "not_tested")
        #expect((now["reason"] as? String)?.contains("Connection refused") == true)
        let last = try lab.history("--limit", "2")
        #expect(last.filter { $0["event"] as? String == "result_changed" }.count == 2)
        #expect(last.count == 4)
        #expect(try lab.history("--since", "-0s").allSatisfy { $0["event"] as? String == "state" })
        #expect(try lab.history("--until", "2020-01-01").isEmpty)
    }

    @Test func `what is tested by hand beside the agreement leaves its history alone`() throws {
        let lab = try HistoryLab()
        _ = try lab.run("--all")
        for arguments in [
            ["--connect", lab.gateway("mx1"), "--agreement", "partner"],
            ["mx2.partner.example", "--agreement", "partner"],
            ["--self"], ["mx1.partner.example"],
        ] {
            let end = try lab.run(arguments)
            #expect(!end.standardError.contains("probed gateway"), "\(arguments): \(end.standardError)")
            #expect(!end.standardError.contains("not kept"), "\(arguments): \(end.standardError)")
        }
        #expect(try lab.run("--agreement", "partner").standardError.isEmpty)
        let history = try lab.history()
        #expect(history.count == 4)
        #expect(try state(history, lab.gateway("mx1"))["probes"] as? Int == 2)
    }

    @Test func `nothing kept is no error, an unknown agreement is one`() throws {
        let service = try Service(agreements: ["strict": Service.strict, "partner": HistoryLab.agreement])
        _ = try service.ask(try service.client())
        let none = try service.run("probe", "history", "partner")
        #expect(none.status == .exited(0))
        #expect(none.standardOutput == "No probe of partner was kept.\n")
        #expect(try service.run("probe", "history", "partner", "--format", "json").standardOutput.isEmpty)
        let unknown = try service.run("probe", "history", "partnr")
        #expect(unknown.status == .exited(69))
        #expect(unknown.standardError == "tlsmandate: there is no agreement 'partnr'; did you mean 'partner'?\n")
        #expect(try service.run("probe", "history").status == .exited(64))
        #expect(try service.run("probe", "history", "partner", "--since", "soon").status == .exited(64))
        let systemd = try service.run("probe", "history", "partner", "--journal", "systemd:")
        #expect(systemd.status == .exited(64))
        #expect(systemd.standardError.contains("only a SQLite journal keeps what probes found"))
        let missing = try service.run("probe", "history", "partner", "--journal", "sqlite:/nonexistent/journal")
        #expect(missing.status == .exited(69))
    }

    /// Journals in which nothing can be kept, and the reason that is told.
    static let journals = [
        ("systemd:", "the journal that is configured first is no SQLite journal"),
        ("sqlite:missing.sqlite", "there is no journal at "), ("sqlite:run", "cannot read the journal "),
    ]

    @Test(arguments: journals)
    func `where results cannot be kept that is said once, and the probe's answer stands`(journal: (String, String))
        throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try folder.folder("run")
        let register = try folder.folder("agreements.d")
        _ = try register.write("partner: A\ndomains: [a.example]\ngateways: [\"127.0.0.1:1\"]\n", to: "a.yaml")
        _ = try register.write("partner: B\ndomains: [b.example]\ngateways: [\"127.0.0.1:1\"]\n", to: "b.yaml")
        let configuration = try folder.write(
            """
            organisation: { name: Us, domains: [us.example], contact: postmaster@us.example }
            listen: { policy: ["unix:policy.sock"] }
            journal: ["\(journal.0)"]
            """,
            to: "tlsmandate.yaml"
        )
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        for arguments in [["--all"], ["a.example"], ["--connect", "127.0.0.1:1", "--agreement", "a"]] {
            let end = try ChildProcess.run(
                try Gateway.executable,
                ["probe"] + arguments + ["--resolver", "127.0.0.1:1", "--timeout", "2", "--config", configuration]
            )
            #expect(end.status == .exited(3))
            let warnings = lines(end.standardError).filter {
                $0.contains("warning: the results of this probe are not kept")
            }
            #expect(warnings.count == (arguments.contains("--connect") ? 0 : 1), "\(end.standardError)")
            #expect(warnings.allSatisfy { $0.contains(journal.1) }, "\(warnings)")
        }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == files)
    }

    @Test func `old results are pruned by hand, and the last of each gateway stays`() throws {
        let lab = try HistoryLab()
        for _ in 0..<3 { _ = try lab.run("--all") }
        let pruned = try lab.service.run("audit", "prune", "--before", "-0s", "--format", "json")
        #expect(pruned.standardOutput.contains(#""removed_probes":4"#), "\(pruned.standardOutput)")
        #expect(try state(try lab.history(), lab.gateway("mx1"))["probes"] as? Int == 1)
        #expect(try lab.run("--all").standardError.isEmpty)
    }
}
