import Foundation
import MailLab
import Testing

/// `audit` on journals that the real service wrote.
@Suite struct AuditTests {
    /// A service that has refused one message of each sender.
    private func service(refusing senders: [String] = ["info@strict.example"]) throws -> Service {
        let service = try Service()
        let client = try service.client()
        for sender in senders { #expect(try service.ask(client, sender: sender).hasPrefix("550 ")) }
        return service
    }

    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func `each subcommand prints text for people and JSON for programs`() throws {
        let service = try service(refusing: ["a@strict.example", "b@strict.example"])
        let table = try service.run("audit", "list").standardOutput.split(separator: "\n")
        #expect(table.count == 3)
        #expect(table[0].hasPrefix("TIME"))
        #expect(table[1].contains("session-not-encrypted") && table[1].contains("<a@strict.example>"))
        let listed = try objects(try service.run("audit", "list", "--format", "json").standardOutput)
        #expect(listed.map { $0["sender"] as? String } == ["a@strict.example", "b@strict.example"])

        #expect(try service.run("audit", "summary").standardOutput.contains("messages   2, from "))
        let part = try #require(
            try objects(try service.run("audit", "summary", "--format", "json").standardOutput).first
        )
        #expect(part["agreement"] as? String == "strict")
        #expect(part["refused"] as? [String: Int] == ["reject": 2])

        #expect(
            try service.run("audit", "sessions").standardOutput.contains("unknown[192.0.2.1]  2 reject  in the clear")
        )
        let session = try #require(
            try objects(try service.run("audit", "sessions", "--format", "json").standardOutput).first
        )
        #expect(session["records"] as? [String] == listed.compactMap { $0["id"] as? String })

        #expect(try service.run("audit", "verify").standardOutput.hasSuffix("The chain is whole.\n"))
        let verified = try #require(
            try objects(try service.run("audit", "verify", "--format", "json").standardOutput).first
        )
        #expect(verified["intact"] as? Bool == true)
        #expect(verified["verified"] as? Int == 2)
    }

    @Test func `a record is shown, whether its id stands in front of the journals or behind them`() throws {
        let (one, other) = (try service(), try service(refusing: ["b@strict.example"]))
        let journals = [one, other].map { "sqlite:" + $0.folder.path("state/journal.sqlite") }
        let listed = try objects(try other.run("audit", "list", "--format", "json").standardOutput)
        let id = try #require(listed.first?["id"] as? String)
        for arguments in [
            [id, "--journal"] + journals, ["--journal"] + journals + [id],
            ["--journal=" + journals[0], journals[1], id],
            ["--journal", journals[0], "--journal", journals[1], id], ["--journal"] + journals + ["--", id],
        ] {
            let shown = try ChildProcess.run(try Gateway.executable, ["audit", "show"] + arguments)
            #expect(shown.succeeded && shown.standardOutput.contains("sender: b@strict.example"), "\(arguments)")
        }
        let both = try ChildProcess.run(try Gateway.executable, ["audit", "list", "--journal"] + journals)
        #expect(
            both.standardOutput.contains("<info@strict.example>") && both.standardOutput.contains("<b@strict.example>")
        )
    }

    @Test func `a journal is pruned by hand while the service goes on`() throws {
        let service = try service(refusing: ["a@strict.example", "b@strict.example"])
        let pruned = try objects(
            try service.run("audit", "prune", "--before", "-0s", "--format", "json").standardOutput
        )
        #expect(pruned.first?["removed"] as? Int == 2)
        let client = try service.client()
        #expect(try service.ask(client, sender: "c@strict.example").hasPrefix("550 "))
        #expect(try service.run("audit", "verify").succeeded)
        let left = try objects(try service.run("audit", "list", "--format", "json").standardOutput)
        #expect(left.map { $0["sender"] as? String } == ["c@strict.example"])
    }

    @Test func `the head that the service logs at its end anchors the journal`() throws {
        let service = try service()
        service.process.stop()
        let log = service.process.standardError
        let head = try #require(log.firstMatch(of: /head=(\d+:[0-9a-f]{64})/)?.1)
        #expect(try service.run("audit", "verify", "--anchor", String(head)).succeeded)
        let wrong = "1:" + String(repeating: "0", count: 64)
        #expect(try service.run("audit", "verify", "--anchor", wrong).status == .exited(65))
        #expect(try service.run("audit", "verify", "--anchor", "1:0").status == .exited(64))
    }

    /// Texts of strangers that a terminal, a spreadsheet or a browser would act on.
    static let hostile = [
        "=cmd|' /C calc'!A0@strict.example", "\"a,b\"@strict.example", "<script>alert(1)</script>@strict.example",
        "a';DROP TABLE decision;--@strict.example", "+1@strict.example", "{\"id\":1}@strict.example",
        "control-octets@strict.example",
    ]

    /// What stands in place of `control-octets` in the file, as many octets: the policy service takes none of them.
    private static let control = "\u{1b}[31m\u{7}\r\n\t\u{8}\u{7f}\u{202e}"

    @Test func `what strangers send is shown escaped, valid in JSON and inert in CSV`() throws {
        let service = try service(refusing: Self.hostile)
        service.process.stop()
        let file = URL(filePath: service.folder.path("state/journal.sqlite"))
        let (placeholder, control) = (Data("control-octets".utf8), Data(Self.control.utf8))
        try #require(control.count == placeholder.count)
        try Data(contentsOf: file).replacing(placeholder, with: control).write(to: file)
        let senders = Self.hostile.map { $0.replacing("control-octets", with: Self.control) }
        let listed = try objects(try service.run("audit", "list", "--format", "json").standardOutput)
        #expect(listed.map { $0["sender"] as? String } == senders)
        for arguments in [["list"], ["sessions"], ["summary"], ["list", "--format", "csv"]] {
            let finished = try run(arguments, on: file)
            #expect(finished.succeeded)
            let harmful = finished.standardOutput.unicodeScalars.filter { scalar in
                scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7f || scalar == "\u{202e}"
            }
            #expect(harmful.isEmpty, "\(arguments)")
        }
        let lines = try service.run("audit", "list", "--format", "csv").standardOutput.split(separator: "\n")
        #expect(lines.count == 1 + Self.hostile.count)
        #expect(lines[0].hasPrefix("id,time,host,frontend,"))
        #expect(lines[1].contains(",'=cmd|' /C calc'!A0@strict.example,"))
        #expect(lines[2].contains(",\"\"\"a,b\"\"@strict.example\","))
        #expect(lines[5].contains(",'+1@strict.example,"))
    }

    @Test func `--follow shows what is recorded from now on`() throws {
        let service = try service(refusing: ["before@strict.example"])
        let journal = "sqlite:" + service.folder.path("state/journal.sqlite")
        let following = try ChildProcess(
            try Gateway.executable,
            ["audit", "list", "--follow", "--format", "json", "--journal", journal]
        )
        defer { following.killGroup() }
        let client = try service.client()
        let isShown = Deadline().poll {
            _ = try? service.ask(client, sender: "after@strict.example")
            return following.standardOutput.contains("after@strict.example") ? true : nil
        }
        #expect(isShown == true)
        #expect(!following.standardOutput.contains("before@strict.example"))
    }

    @Test func `--follow shows what one of several journals gets later, under an older name`() throws {
        let (one, other) = (try service(), try service())
        let files = [one, other].map { $0.folder.path("state/journal.sqlite") }
        let following = try ChildProcess(
            try Gateway.executable,
            ["audit", "list", "--follow", "--format", "json", "--journal"] + files.map { "sqlite:" + $0 }
        )
        defer { following.killGroup() }
        let client = try one.client()
        let isShown = Deadline().poll {
            _ = try? one.ask(client, sender: "soon@strict.example")
            return following.standardOutput.contains("soon@strict.example") ? true : nil
        }
        #expect(isShown == true)
        let shown = try objects(following.standardOutput).compactMap { $0["id"] as? String }
        let first = try #require(shown.first.flatMap { Int64($0, radix: 16) })
        // As where its clock is behind a little.
        other.process.stop()
        let late = """
            ATTACH '\(files[0])' AS one;
            CREATE TEMP TABLE late AS SELECT * FROM one.decision WHERE id = \(first);
            UPDATE late SET id = id - 1, sender = 'late@strict.example';
            INSERT INTO decision SELECT * FROM late
            """
        try ChildProcess.output(of: "sqlite3", [files[1], late])
        #expect(Deadline().poll { following.standardOutput.contains("late@strict.example") ? true : nil } == true)
        let lines = following.standardOutput.split(separator: "\n")
        #expect(Set(lines).count == lines.count)
    }

    @Test func `any number of sessions and records may be asked for`() throws {
        let service = try service(refusing: ["a@strict.example", "b@strict.example"])
        for limit in [1, Int.max] {
            let listed = try service.run("audit", "list", "--format", "json", "--limit", "\(limit)")
            #expect(try objects(listed.standardOutput).count == min(limit, 2))
            let sessions = try service.run("audit", "sessions", "--format", "json", "--limit", "\(limit)")
            #expect(try objects(sessions.standardOutput).count == 1)
        }
    }

    @Test func `what was pruned is counted in words`() throws {
        let service = try service()
        service.process.stop()
        let file = URL(filePath: service.folder.path("state/journal.sqlite"))
        let gone = """
            INSERT INTO probe (time, agreement, gateway, address, outcome, demands)
            VALUES (0, 'strict', 'mx.strict.example:25', '', 'gone', '[]')
            """
        try ChildProcess.output(of: "sqlite3", [file.path, gone])
        let lines = try run(["prune", "--before", "-0s"], on: file).standardOutput.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("1 entry of before ") == true)
        #expect(lines.last == "1 probe's result of before then was removed")
    }

    @Test func `what cannot be pruned is told so`() throws {
        let finished = try ChildProcess.run(
            try Gateway.executable,
            ["audit", "prune", "--before", "-1d", "--journal", "systemd:"]
        )
        #expect(finished.status == .exited(64))
        let expected = "only a SQLite journal can be pruned, and each for itself; name one by --journal sqlite:PATH"
        #expect(finished.standardError == "tlsmandate: \(expected)\n")
    }

    /// Octets in the journal's file that are exchanged, one after the other, and what `verify` and `list` say then.
    static let damages: [(changes: KeyValuePairs<String, String>, listed: Int32, reason: String)] = [
        (["Strict GmbH": "Strict Gmbh"], 0, "BROKEN: record "),
        (["decisions": "decisionz"], 65, "was written by a later version of tlsmandate"),
        (["decision": "mailbox_", "mailbox_s": "decisions"], 65, "it is no journal of tlsmandate"),
        (["SQLite format 3": "SQLite format 9"], 65, "file is not a database"),
    ]

    @Test(arguments: damages.indices)
    func `a journal that was tampered with, or is none, is told and stays as it is`(index: Int) throws {
        let damage = Self.damages[index]
        let service = try service()
        service.process.stop()
        let file = URL(filePath: service.folder.path("state/journal.sqlite"))
        var damaged = try Data(contentsOf: file)
        for (from, to) in damage.changes { damaged = damaged.replacing(Data(from.utf8), with: Data(to.utf8)) }
        try damaged.write(to: file)
        let verified = try service.run("audit", "verify")
        #expect(verified.status == .exited(65))
        #expect((verified.standardOutput + verified.standardError).contains(damage.reason))
        #expect(try service.run("audit", "list").status == .exited(damage.listed))
        let commands = [["summary"], ["sessions"], ["show", "0000000000000000"], ["prune", "--before", "-1d"]]
        for command in commands where damage.listed == 65 {
            #expect(try run(command, on: file).status == .exited(65))
        }
        #expect(try Data(contentsOf: file) == damaged)
    }

    @Test(arguments: [
        ("frontend", "'fax'"), ("time", "'x'"), ("time", "-9223372036854775808"), ("violations", "x'ff'"),
    ])
    func `a record that no journal has written is told by each command that reads it`(
        column: String,
        value: String
    ) throws {
        let service = try service(refusing: ["a@strict.example"])
        let listed = try objects(try service.run("audit", "list", "--format", "json").standardOutput)
        let id = try #require(listed.first?["id"] as? String)
        service.process.stop()
        let file = URL(filePath: service.folder.path("state/journal.sqlite"))
        try ChildProcess.output(of: "sqlite3", [file.path, "UPDATE decision SET \(column) = \(value)"])
        // Front ends are not counted.
        for command in [["list"], ["sessions"], ["show", id]] + (column == "frontend" ? [] : [["summary"]]) {
            let finished = try run(command, on: file)
            #expect(finished.status == .exited(65), "\(command)")
            #expect(finished.standardError.hasSuffix(" is damaged: \(column)\n"), "\(finished.standardError)")
        }
        #expect(try run(["verify"], on: file).status == .exited(65))
    }

    @Test(arguments: ["through = 'abc'", "link = x'\(String(repeating: "ff", count: 40))'"])
    func `a pruning that no journal has written breaks the chain`(change: String) throws {
        let service = try service(refusing: ["a@strict.example", "b@strict.example"])
        #expect(try service.run("audit", "prune", "--before", "-0s").succeeded)
        service.process.stop()
        let file = URL(filePath: service.folder.path("state/journal.sqlite"))
        try ChildProcess.output(of: "sqlite3", [file.path, "UPDATE prune SET \(change)"])
        let finished = try run(["verify"], on: file)
        #expect(finished.status == .exited(65))
        #expect(finished.standardOutput.contains("BROKEN: record "))
    }

    @Test func `a report whose chain cannot be verified is not written`() throws {
        let service = try service()
        service.process.stop()
        let file = service.folder.path("state/journal.sqlite")
        try ChildProcess.output(of: "sqlite3", [file, "DROP TABLE register_text"])
        let report = service.folder.path("report.html")
        let finished = try service.run("audit", "report", "-o", report)
        #expect(finished.status == .exited(74))
        #expect(finished.standardError.contains("tlsmandate: the journal cannot be read further: "))
        #expect(!FileManager.default.fileExists(atPath: report))
    }

    @Test func `a truncated journal is told and stays as it is`() throws {
        let service = try service(refusing: (0..<50).map { "r\($0)@strict.example" })
        service.process.stop()
        let file = URL(filePath: service.folder.path("state/journal.sqlite"))
        let truncated = try Data(contentsOf: file).prefix(10_000)
        try truncated.write(to: file)
        for command in [["list"], ["summary"], ["sessions"], ["verify"], ["prune", "--before", "-0s"]] {
            let finished = try run(command, on: file)
            #expect([.exited(65), .exited(74)].contains(finished.status), "\(command) \(finished.status)")
            #expect(finished.standardError.hasPrefix("tlsmandate: "), "\(command)")
        }
        #expect(try Data(contentsOf: file) == truncated)
    }

    /// Runs `audit` on a file, without a configuration.
    private func run(_ arguments: [String], on file: URL) throws -> ChildProcess.Finished {
        try ChildProcess.run(
            try Gateway.executable,
            ["audit"] + arguments + ["--journal", "sqlite:" + file.path]
        )
    }
}
