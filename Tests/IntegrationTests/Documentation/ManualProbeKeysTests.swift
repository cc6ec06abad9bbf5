import Foundation
import MailLab
import Testing

/// The keys and metrics in tlsmandate-probe(1), against those that `probe` prints of gateways in all states: no more and no fewer.
@Suite(.probeLab) struct ManualProbeKeysTests {
    private var lab: ProbeLab { get throws { try #require(ProbeLabTrait.lab) } }

    @Test func `what a test prints as JSON`() throws {
        let lab = try lab
        let site = try Site(lab)
        defer { site.folder.remove() }
        var keys = ManualKeys()
        for arguments in [
            ["good.example", "--trace", "--weak"], ["wrong-name.example", "--crl", lab.revocationList],
            ["dane.example"], ["unreachable.example"], ["missing.example"],
        ] {
            let end = try lab.run(arguments + ["--format", "json", "--config", lab.folder.path("none.yaml")])
            try keys.note(end.standardOutput, as: "a test")
        }
        let agreed = try lab.run(["--all", "--format", "json", "--config", site.configuration])
        try keys.note(agreed.standardOutput, as: "a test")
        // What only extended validation has in a certificate.
        let issuer = try lab.root.intermediate("Lab EV CA", organisation: "Lab")
        let certificate = try issuer.issue(
            CertificateRequest("mx.ev.example", organisation: "Partner AG", purpose: .server, isExtended: true)
        )
        let port = try LoopbackPort.free()
        let settings = TLSSink.Settings(tls: TLSOptions(certificate: certificate))
        try withExtendedLifetime(try TLSSink(host: "127.0.0.1", port: port, settings)) {
            let extended = try lab.run(["--connect", "127.0.0.1:\(port)", "--format", "json", "--config", "/none"])
            try keys.note(extended.standardOutput, as: "a test")
        }
        let documented = try ManualKeys(page: "tlsmandate-probe.1") { $0 != "history" }
        #expect(keys == documented, "printed:\n\(keys)\n\ndocumented:\n\(documented)")
    }

    @Test func `the metrics for Prometheus, with their labels`() throws {
        let lab = try lab
        let site = try Site(lab)
        defer { site.folder.remove() }
        let printed = try lab.run(["--all", "--format", "prometheus", "--config", site.configuration]).standardOutput
        let samples = printed.matches(of: #/(?m)^(tlsmandate_[a-z_]+)\{(.*)\} /#)
        let labels = Set(samples.flatMap { $0.2.matches(of: /([a-z_]+)="/).map { String($0.1) } })
        let text = try String(
            contentsOf: Documents.repository.appending(path: "man/tlsmandate-probe.1"),
            encoding: .utf8
        )
        let start = try #require(text.range(of: "\n.Sh METRICS\n")?.upperBound)
        let section = text[start...].prefix(upTo: try #require(text[start...].range(of: "\n.Sh ")?.lowerBound))
        let documented = section.matches(of: /\.It Li (.+)/).map { String($0.1) }
        #expect(Set(samples.map { String($0.1) }) == Set(documented))
        let words = section.matches(of: #/(?m)^\.Cm (.+)$/#).flatMap { $0.1.split(separator: " ").map(String.init) }
        #expect(labels == Set(words).subtracting([",", ".", ";", "prometheus"]))
        #expect(printed.contains("\n# TYPE tlsmandate_probe_demand_kept gauge\n"))
    }

    /// A configuration with two partners, of whom one breaks what was agreed.
    private struct Site {
        let folder: TemporaryFolder
        let configuration: String

        init(_ lab: ProbeLab) throws {
            folder = try TemporaryFolder()
            let register = try folder.folder("agreements.d")
            for state in ["good", "no-tls"] {
                try register.write(
                    "partner: Partner\ndomains: [\(state).example]\noutbound: { level: encrypt }\n",
                    to: "\(state).yaml"
                )
            }
            configuration = try folder.write(
                """
                organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
                listen: { policy: ["unix:policy.sock"] }
                """,
                to: "tlsmandate.yaml"
            )
        }
    }
}

/// Those of `probe history`.
@Suite struct ManualHistoryKeysTests {
    @Test func `what history prints as JSON`() throws {
        let lab = try HistoryLab()
        _ = try lab.run("--all")
        try lab.install(on: "mx1", by: lab.new)
        try lab.install(on: "mx2", by: lab.old, for: "www.partner.example", days: 2)
        _ = try lab.run("--all")
        var keys = ManualKeys()
        func note() throws {
            for line in try lab.history() {
                let object = try JSONSerialization.data(withJSONObject: line)
                try keys.note(String(decoding: object, as: UTF8.self), as: "history")
            }
        }
        try note()
        try lab.postfix.stop()
        _ = try lab.run("--all")
        try note()
        let documented = try ManualKeys(page: "tlsmandate-probe.1") { $0 == "history" }
        #expect(keys == documented, "printed:\n\(keys)\n\ndocumented:\n\(documented)")
    }
}
