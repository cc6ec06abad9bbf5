import Foundation
import MailLab
import Testing

/// `export`, `import` and `explain --outbound`, as an administrator calls them.
@Suite
struct OutboundCommandsTests {
    private let shipped = Gateway.shipped.appending(path: "tlsmandate.yaml").path

    private func run(_ arguments: String..., input: String = "") throws -> ChildProcess.Finished {
        try ChildProcess.run(try Gateway.executable, arguments, input: input)
    }

    /// Writes a configuration beside which the agreements are.
    private func configure(_ folder: TemporaryFolder) throws -> String {
        try folder.write(
            "organisation: { name: X, domains: [example.com], contact: postmaster@example.com }\nlisten: { policy: ['unix:p'] }\n",
            to: "tlsmandate.yaml"
        )
    }

    @Test(arguments: [
        ("postfix-tls-policy", "mxtls.allianz.com\tencrypt protocols=>=TLSv1.2:<=TLSv1.2 ciphers=high exclude="),
        ("postfix-transport", "allianz.de\tsmtp:mxtls.allianz.com\n"),
        ("postfix-sender-access", "hella.com\treject_plaintext_session\n"),
        ("sendmail-access", "TLS_Rcpt:tuv.com\tTEMP+VERIFY:128+CN:mx5.de.tuv.com\n"),
    ])
    func `export prints a table with a head`(kind: String, line: String) throws {
        let table = try run("export", kind, "--config", shipped)
        #expect(table.status == .exited(0), "\(table.standardError)")
        #expect(table.standardOutput.hasPrefix("# ") && table.standardOutput.contains("\n# Register "))
        #expect(table.standardOutput.contains("\n" + line))
    }

    @Test
    func `the version of Postfix decides the syntax, by default that of this machine`() throws {
        let old = try run("export", "postfix-tls-policy", "--config", shipped, "--postfix-version", "3.5")
            .standardOutput
        #expect(old.contains("protocols=!SSLv2:!SSLv3:!TLSv1:!TLSv1.1 ") && !old.contains("protocols=>="))
        let here = try run("export", "postfix-tls-policy", "--config", shipped).standardOutput
        let version = try ChildProcess.output(of: "postconf", ["-d", "-h", "mail_version"])
        #expect(here.contains("Postfix \(version.split(separator: ".").prefix(2).joined(separator: "."))"))
        for wrong in ["2.3", "new", ""] {
            #expect(try run("export", "postfix-tls-policy", "--postfix-version", wrong).status == .exited(64))
        }
    }

    @Test
    func `check says what in main.cf keeps Postfix from delivering as agreed, and nothing of the shipped lines`() throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let lines = try String(contentsOf: Gateway.shipped.appending(path: "postfix/outbound.cf"), encoding: .utf8)
        let main = try folder.write(
            "compatibility_level = 3.6\nsmtp_tls_fingerprint_digest = sha256\n" + lines,
            to: "main.cf"
        )
        func warnings() throws -> [Substring] {
            try ChildProcess.run(
                try Gateway.executable,
                ["check", "--config", shipped],
                environment: ["MAIL_CONFIG": folder.path]
            ).standardError.split(separator: "\n").filter { $0.hasPrefix(main) }
        }
        #expect(try warnings() == [])
        _ = try folder.write("relayhost = [relay.example]\n" + lines, to: "main.cf")
        #expect(
            try warnings().first?.hasPrefix("\(main):1:1: warning: mail for the partners goes to the relayhost") == true
        )
    }

    @Test
    func `check asks Postfix only where an agreement says how mail is delivered`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let configuration = try configure(folder)
        let agreements = try folder.folder("agreements.d")
        try folder.write("#!/bin/sh\n: > '\(folder.path("asked"))'\n", to: "postconf", mode: 0o755)
        func asks(_ section: String) throws -> Bool {
            try agreements.write("partner: P\ndomains: [p.example]\n\(section): { level: encrypt }\n", to: "p.yaml")
            let finished = try ChildProcess.run(
                try Gateway.executable,
                ["check", "--config", configuration],
                environment: ["PATH": folder.path, "MAIL_CONFIG": folder.path]
            )
            #expect(finished.status == .exited(0), "\(finished.standardError)")
            return FileManager.default.fileExists(atPath: folder.path("asked"))
        }
        try folder.write("", to: "main.cf")
        #expect(try !asks("inbound"))
        #expect(try asks("outbound"))
    }

    @Test
    func `a register with errors is not exported`() throws {
        let table = try run("export", "postfix-tls-policy", "--config", "/nonexistent/tlsmandate.yaml")
        #expect(table.status == .exited(78))
        #expect(table.standardOutput.isEmpty)
    }

    @Test
    func `import writes drafts that check reads, and overwrites nothing`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let drafts = try folder.folder("agreements.d")
        let configuration = try configure(folder)
        let table = try folder.write(
            "a.example secure ciphers=high\nb.example strong\nc.example encrypt\n",
            to: "tls_policy"
        )
        let first = try run("import", "postfix-tls-policy", table, "--into", drafts.path)
        #expect(first.status == .exited(0))
        #expect(first.standardError.contains("tls_policy:2: 'b.example': 'strong' is no security level"))
        #expect(try run("check", "--config", configuration).status == .exited(0))
        try folder.write("c.example encrypt\nnew.example encrypt\n", to: "tls_policy")
        let second = try run("import", "postfix-tls-policy", table, "--into", drafts.path)
        #expect(second.status == .exited(74))
        #expect(second.standardError.contains("c.example.yaml is there already"))
        let files = try FileManager.default.contentsOfDirectory(atPath: drafts.path).sorted()
        #expect(files == ["a.example.yaml", "c.example.yaml"])
    }

    @Test
    func `import says what it cannot read`() throws {
        #expect(try run("import", "postfix-tls-policy", "/nonexistent").status == .exited(74))
        #expect(try run("import", "sendmail-access", "/").status == .exited(74))
        #expect(try run("import", "postfix-tls-policy", try Gateway.executable).status == .exited(65))
        let empty = try run("import", "postfix-sender-access", "-")
        #expect(empty.status == .exited(0) && empty.standardOutput.isEmpty)
        let piped = try run("import", "postfix-sender-access", "-", input: "a.example reject_plaintext_session\n")
        #expect(piped.standardOutput.contains("domains: [\"a.example\", \"*.a.example\"]"))
    }

    @Test
    func `explain names the file and line of each part of a policy`() throws {
        let finished = try run(
            "explain",
            "--outbound",
            "[MXTLS.allianz.com]:25",
            "--config",
            shipped,
            "--format",
            "json"
        )
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(finished.standardOutput.utf8)) as? [String: Any]
        )
        #expect(object["agreement"] as? String == "allianz")
        let policy = try #require(object["policy"] as? String)
        let parts = try #require(object["parts"] as? [[String: Any]])
        #expect(parts.compactMap { $0["text"] as? String }.joined(separator: " ") == policy)
        let ciphers = try #require(parts.first { $0["text"] as? String == "ciphers=high" })
        let place = try #require((ciphers["from"] as? [[String: Any]])?.first)
        let lines = try String(contentsOfFile: try #require(place["file"] as? String), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[try #require(place["line"] as? Int) - 1].contains("minimum-bits: 256"))
    }

    @Test
    func `explain says why there is no policy`() throws {
        let none = try run("explain", "--outbound", "elsewhere.example", "--config", shipped).standardOutput
        #expect(none.contains("NOTFOUND") && none.contains("no agreement has this domain or next hop"))
        let routed = try run("explain", "--outbound", "allianz.de", "--config", shipped).standardOutput
        #expect(routed.contains("takes the route smtp:mxtls.allianz.com"))
    }

    @Test
    func `explain says by which agreement Postfix delivers all the same, and when one begins`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let drafts = try folder.folder("agreements.d")
        let configuration = try configure(folder)
        for (name, text) in [
            "partner": "domains: [partner.example, '*.partner.example']\noutbound: { level: encrypt }",
            "testing": "domains: [sub.partner.example]\noutbound: { level: secure, mode: testing }",
            "coming": "domains: [new.example]\nvalid: { from: 2999-01-01 }\noutbound: { level: encrypt }",
        ] {
            _ = try drafts.write("partner: \(name)\n\(text)\n", to: name + ".yaml")
        }
        func reason(_ key: String) throws -> String {
            try run("explain", "--outbound", key, "--config", configuration).standardOutput
        }
        let below = try reason("sub.partner.example")
        #expect(below.contains("'testing' is in testing"))
        #expect(below.contains("asks for .partner.example next, and delivers by the agreement 'partner'"))
        #expect(!(try reason("[sub.partner.example]:25").contains("next")))
        #expect(try reason("new.example").contains("the agreement 'coming' begins on 2999-01-01"))
    }

    @Test(arguments: [
        ["export", "postfix-tls-policy"], ["export", "sendmail-access"], ["explain", "--outbound", "hella.com"],
        ["explain", "--outbound", "hella.com", "--format", "json"], ["check", "--format", "json"],
    ])
    func `results that a full disk cuts short are an error`(arguments: [String]) throws {
        let line = try ([Gateway.executable] + arguments + ["--config", shipped]).joined(separator: " ")
        let full = try ChildProcess.run("/bin/sh", ["-c", line + " > /dev/full"])
        #expect(full.status == .exited(74))
        #expect(full.standardError.contains("could not be written whole: No space left on device"))
    }

    @Test
    func `a draft that cannot be written whole is not left behind`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let drafts = try folder.folder("agreements.d")
        let table = try folder.write(
            "a.example secure match=\(String(repeating: "b.example:", count: 9000))a.example\n",
            to: "t"
        )
        let command = try [Gateway.executable, "import", "postfix-tls-policy", table, "--into", drafts.path]
            .joined(separator: " ")
        let cut = try ChildProcess.run(
            "/bin/sh",
            ["-c", "trap '' XFSZ; ulimit -f 16; exec \(command)"]
        )
        #expect(cut.status == .exited(74))
        #expect(cut.standardError.contains("cannot write \(drafts.path)/a.example.yaml: File too large"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: drafts.path) == [])
    }
}
