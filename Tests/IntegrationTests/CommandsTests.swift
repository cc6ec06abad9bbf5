import Foundation
import MailLab
import Testing

@Suite struct CommandsTests {
    private static let shipped = Gateway.shipped.appending(path: "tlsmandate.yaml").path

    private func run(_ arguments: String...) throws -> ChildProcess.Finished {
        try ChildProcess.run(try Gateway.executable, arguments)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `check accepts the shipped configuration and warns of what is unwise in it`() throws {
        let finished = try run("check", "--config", Self.shipped)
        #expect(finished.status == .exited(0), "\(finished.standardError)")
        #expect(
            finished.standardError.contains("hella.yaml:14:3: warning: level verify with neither subjects nor issuers")
        )
        #expect(try run("check", "--strict", "--config", Self.shipped).status == .exited(78))
    }

    @Test func `check prints its diagnostics as JSON, one a line`() throws {
        let finished = try run("check", "--format", "json", "--config", Self.shipped)
        for line in finished.standardOutput.split(separator: "\n") {
            #expect(Set(try object(String(line)).keys) == ["file", "line", "column", "severity", "message"])
        }
        #expect(!finished.standardOutput.isEmpty)
    }

    @Test func `explain says what was required, what was observed, and where it is written`() throws {
        let finished = try run(
            "explain",
            "--config",
            Self.shipped,
            "--sender",
            "a@allianz.de",
            "--recipient",
            "b@example.com",
            "--tls",
            "TLSv1.3",
            "--cipher",
            "TLS_AES_128_GCM_SHA256",
            "--bits",
            "128",
            "--format",
            "json"
        )
        let decision = try object(finished.standardOutput)
        #expect(decision["action"] as? String == "defer")
        #expect(decision["violations"] as? [String] == ["session-key-too-short"])
        let requirements = try #require(decision["requirements"] as? [[String: Any]])
        let bits = try #require(requirements.first { $0["demand"] as? String == "minimum-bits" })
        #expect(bits["required"] as? String == "256")
        #expect(bits["observed"] as? String == "128")
        #expect(bits["kept"] as? Bool == false)
        let file = try #require(bits["file"] as? String)
        let line = try #require(bits["line"] as? Int)
        let text = try String(contentsOfFile: file, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(text[line - 1].contains("minimum-bits: 256"))
    }

    @Test func `explain defers where the milter would, since the From field cannot be read`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try folder.folder("agreements.d")
        try folder.write(
            "partner: From AG\ndomains: [from.example]\nidentify-by: [header-from]\ninbound: { level: encrypt }\n",
            to: "agreements.d/from.yaml"
        )
        let configuration = try folder.write(
            """
            organisation: { name: Example GmbH, domains: [example.com], contact: mailteam@example.com }
            listen: { milter: "unix:/run/milter.sock" }
            """,
            to: "tlsmandate.yaml"
        )
        func explained(to recipient: String) throws -> String {
            try run(
                "explain",
                "--config",
                configuration,
                "--recipient",
                recipient,
                "--header",
                "From: " + String(repeating: "a:", count: 300) + "a@from.example"
            )
            .standardOutput
        }
        let answer = try explained(to: "b@example.com")
        #expect(answer.hasPrefix("<> -> b@example.com: defer\n"))
        #expect(answer.contains("the From field cannot be read"))
        #expect(try explained(to: "postmaster@example.com").hasPrefix("<> -> postmaster@example.com: accept\n"))
    }

    @Test func `explain takes addresses as mail servers write them`() throws {
        for (sender, recipient) in [("a@hella.com", "x@example.com"), ("<a@hella.com>", "<x@example.com>")] {
            let finished = try run("explain", "--config", Self.shipped, "--sender", sender, "--recipient", recipient)
            #expect(finished.standardOutput.hasPrefix("a@hella.com -> x@example.com: reject\n"))
        }
        let bare = try run("explain", "--config", Self.shipped, "--sender", "<>", "--recipient", "<x@example.com>")
        #expect(bare.standardOutput.hasPrefix("<> -> x@example.com: accept\n"))
    }

    @Test(arguments: [("policy", "reject"), ("milter", "accept")])
    func `explain takes a client without an address as each front end does`(frontend: String, action: String) throws {
        let finished = try run(
            "explain",
            "--config",
            Self.shipped,
            "--sender",
            "a@hella.com",
            "--recipient",
            "x@example.com",
            "--client-address",
            "",
            "--frontend",
            frontend
        )
        #expect(finished.standardOutput.hasPrefix("a@hella.com -> x@example.com: \(action)\n"))
    }

    @Test(arguments: ["203.0.113", "203.0.113.9:25", "[2001:db8::1]", "300.1.1.1", "mail.hella.com"])
    func `explain refuses a client address that is none`(address: String) throws {
        let finished = try run(
            "explain",
            "--config",
            Self.shipped,
            "--recipient",
            "x@example.com",
            "--client-address",
            address
        )
        #expect(finished.status == .exited(64))
        #expect(finished.standardError.contains("--client-address is an IPv4 or IPv6 address, not '\(address)'"))
    }

    @Test func `exit codes are those of sysexits`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        #expect(try run("explain", "--config", Self.shipped).status == .exited(64))
        #expect(try run("explain", "--bogus").status == .exited(64))
        #expect(try run("check", "--config", folder.path("none.yaml")).status == .exited(78))
        #expect(try run("audit", "list", "--journal", "sqlite:" + folder.path("none")).status == .exited(69))
        #expect(try run("audit", "list", "--journal", "sqlite:" + Self.shipped).status == .exited(65))
        #expect(try run("audit", "list", "--journal", "sqlite:" + folder.path("")).status == .exited(74))
        #expect(try run("audit", "list", "--journal", "mysql:x").status == .exited(64))
        for command in [["audit", "list"], ["audit", "verify"], ["audit", "prune"], ["probe", "history", "audi"]] {
            let finished = try ChildProcess.run(
                try Gateway.executable,
                command + (command.last == "prune" ? ["--before", "-1d"] : []) + ["--config", folder.path("none.yaml")]
            )
            #expect(finished.status == .exited(78), "\(command)")
        }
        for filter in [("--action", "rejected"), ("--stage", "rcpt"), ("--encryption-keysize", "0128")] {
            #expect(try run("audit", "list", filter.0, filter.1, "--journal", "sqlite:x").status == .exited(64))
        }
        #expect(try run("status", "--config", folder.path("none.yaml")).status == .exited(69))
    }

    @Test func `audit show tells a decision with the agreement's words of its day`() throws {
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550"))
        try service.write(agreement: "strict", "partner: Changed\ndomains: [strict.example]\n")
        let listed = try object(try service.run("audit", "list", "--format", "json").standardOutput)
        let id = try #require(listed["id"] as? String)
        let shown = try service.run("audit", "show", id)
        #expect(shown.standardOutput.contains("violations: session-not-encrypted"))
        #expect(shown.standardOutput.contains("partner: Strict GmbH"))
        #expect(try service.run("audit", "show", "0000000000000000").status == .exited(69))
        #expect(try service.run("audit", "show", "junk").status == .exited(64))
    }

    @Test func `audit list filters by the record's keys`() throws {
        let service = try Service()
        let client = try service.client()
        for number in 1...3 { _ = try service.ask(client, recipient: "r\(number)@example.com") }
        _ = try service.ask(client, protocolName: "TLSv1.3")
        let all = Deadline().poll {
            let listed = try? service.run("audit", "list", "--format", "json").standardOutput
            return listed?.split(separator: "\n").count == 4 ? true : nil
        }
        #expect(all == true)
        func count(_ filters: String...) throws -> Int {
            try ChildProcess.run(
                try Gateway.executable,
                ["audit", "list", "--format", "json", "--journal"]
                    + ["sqlite:" + service.folder.path("state/journal.sqlite")] + filters
            ).standardOutput.split(separator: "\n").count
        }
        #expect(try count("--action", "reject") == 3)
        #expect(try count("--action", "reject", "--action", "accept") == 4)
        #expect(try count("--violation", "session-not-encrypted", "--recipient", "r2@example.com") == 1)
        #expect(try count("--agreement", "other") == 0)
        #expect(try count("--limit", "2") == 2)
        #expect(try count("--since", "-1h") == 4)
        #expect(try count("--until", "yesterday") == 0)
    }
}
