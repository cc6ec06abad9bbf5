import Foundation
import MailLab
import Testing

/// The keys in tlsmandate-audit(1) and tlsmandate-status(1), against those that the commands print: no more and no fewer.
@Suite struct ManualKeysTests {
    @Test func `what audit prints of decisions, and of the journal itself`() throws {
        let service = try Service(agreements: [
            "strict": Service.strict,
            "tried": "partner: Tried AG\nmode: testing\ndomains: [tried.example]\ninbound: { level: encrypt }\n",
        ])
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 "))
        #expect(try service.ask(client, protocolName: "TLSv1.3") == "DUNNO")
        #expect(try service.ask(client, protocolName: "TLSv1.1").hasPrefix("550 "))
        #expect(try service.ask(client, sender: "info@tried.example").hasPrefix("WARN "))
        var keys = ManualKeys()
        func note(_ command: String..., counted: Set<String> = []) throws {
            // Acceptances are recorded behind the answer, and what is not so has no key.
            let end = try ChildProcess.run(
                try Gateway.executable,
                ["audit"] + command + ["--format", "json", "--config", service.configuration],
                environment: ["STATE_DIRECTORY": service.folder.path("state")]
            )
            try keys.note(end.standardOutput, as: command[0], counted: counted)
        }
        // A session of the milter has no instance, one in the clear no protocol; all that there is stands in one of these.
        try note("summary", counted: ["refused", "violations", "encryption_protocol", "encryption_cipher"])
        try note("sessions", counted: ["actions"])
        let greeted: KeyValuePairs = [
            "protocol_state": "RCPT", "client_address": "192.0.2.2", "client_name": "mail.strict.example",
            "helo_name": "mail.strict.example", "sender": "info@strict.example", "recipient": "sales@example.com",
            "instance": "4.5.6", "encryption_protocol": "TLSv1.1", "encryption_cipher": "ECDHE-RSA-AES256-SHA",
            "encryption_keysize": "256",
        ]
        guard case .reply = try client.ask(greeted) else { throw CancellationError() }
        try note("sessions", counted: ["actions"])
        try note("verify")
        try ChildProcess.output(
            of: "sqlite3",
            [service.folder.path("state/journal.sqlite"), "UPDATE decision SET sender = 'nobody' WHERE sender <> ''"]
        )
        try note("verify")
        try note("prune", "--before", "-0s")
        let printed: Set = ["summary", "sessions", "verify", "prune"]
        let documented = try ManualKeys(page: "tlsmandate-audit.1", where: printed.contains)
        #expect(keys == documented, "printed:\n\(keys)\n\ndocumented:\n\(documented)")
    }

    @Test func `what audit prints of the mail server's log and queue`() throws {
        let gateway = try Gateway.holding()
        let held = try Deadline().poll { () -> String? in
            let queue = ["--postfix-config", gateway.postfix.configuration]
            let listed = try gateway.run("audit", "held", queue[0], queue[1], "--format", "json").standardOutput
            return listed.isEmpty ? nil : listed
        }
        var keys = ManualKeys()
        try keys.note(try #require(held, "nothing is held"), as: "held")
        let log = try gateway.folder.write(
            "2026-03-01T12:00:00.000000+00:00 mx postfix/smtp[7]: AAAAA1: to=<a@holding.example>, "
                + "relay=mx.holding.example[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=4.7.5, status=deferred "
                + "(Server certificate not verified)\n",
            to: "mail.log"
        )
        let found = try gateway.run(
            "audit",
            "incidents",
            "--mail-log",
            log,
            "--since",
            "2026-03-01",
            "--format",
            "json"
        )
        try keys.note(found.standardOutput, as: "incidents")
        let documented = try ManualKeys(page: "tlsmandate-audit.1") { ["held", "incidents"].contains($0) }
        #expect(keys == documented, "printed:\n\(keys)\n\ndocumented:\n\(documented)")
    }

    @Test func `tlsmandate-audit(1) has no object but these`() throws {
        let objects = try ManualKeys(page: "tlsmandate-audit.1").keys.keys
        #expect(Set(objects) == ["summary", "sessions", "held", "incidents", "verify", "prune"])
    }

    @Test func `what status prints, also of a service that does not fare well`() throws {
        let service = try Service()
        var keys = ManualKeys()
        try keys.note(try service.run("status", "--format", "json").standardOutput, as: "the object")
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 "))
        // Nothing can be recorded where the table is not, and nothing is reloaded that has an error.
        try ChildProcess.output(
            of: "sqlite3",
            [service.folder.path("state/journal.sqlite"), "ALTER TABLE decision RENAME TO elsewhere"]
        )
        #expect(try service.ask(client).hasPrefix("450 "))
        try service.write(agreement: "strict", "nonsense: yes\n")
        service.process.reload()
        _ = try service.status { $0["failed_reload"] != nil }
        try keys.note(try service.run("status", "--format", "json").standardOutput, as: "the object")
        let documented = try ManualKeys(page: "tlsmandate-status.1")
        #expect(keys == documented, "printed:\n\(keys)\n\ndocumented:\n\(documented)")
    }
}
