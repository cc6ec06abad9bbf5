import Foundation
import MailLab
import Testing

/// `audit incidents` and `audit held` on what real mail servers log and hold.
@Suite struct MailServerLogTests {
    /// A folder with a configuration and one agreement, and the program run on it.
    private struct Site {
        let folder: TemporaryFolder
        let configuration: String

        init() throws {
            folder = try TemporaryFolder()
            _ = try folder.folder("agreements.d").write(
                "partner: Partner AG\ndomains: [partner.example]\noutbound: { level: encrypt }\n",
                to: "partner.yaml"
            )
            configuration = try folder.write(
                """
                organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
                listen: { policy: ["unix:policy.sock"], socketmap: ["unix:socketmap.sock"] }
                """,
                to: "tlsmandate.yaml"
            )
        }

        func run(_ arguments: String...) throws -> ChildProcess.Finished {
            try ChildProcess.run(
                try Gateway.executable,
                ["audit"] + arguments + ["--config", configuration]
            )
        }

        func objects(_ finished: ChildProcess.Finished) throws -> [[String: Any]] {
            try finished.standardOutput.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
        }
    }

    @Test func `a partner's gateway without STARTTLS is an incident until it offers it`() throws {
        let site = try Site()
        defer { site.folder.remove() }
        let certificates = try Certificates(in: site.folder)
        let partner = try PostfixInstance(
            in: site.folder,
            named: "partner",
            PostfixSettings(serverCertificate: certificates.server)
        )
        try partner.tool("postconf", ["-e", "smtpd_discard_ehlo_keywords=starttls"])
        try partner.reload()
        let nextHop = "[127.0.0.1]:\(partner.port)"
        let ours = try PostfixInstance(
            in: site.folder,
            named: "ours",
            PostfixSettings(parameters: [
                "transport_maps": "inline:{ { partner.example = smtp:\(nextHop) } }",
                "smtp_tls_policy_maps": "inline:{ { \(nextHop) = encrypt } }", "smtp_tls_loglevel": "1",
                "smtp_host_lookup": "native",
            ])
        )
        let client = try SMTPClient(port: ours.port)
        _ = try client.ehlo()
        for _ in 1...2 {
            _ = try client.deliver(from: "info@example.com", to: ["a@partner.example", "b@partner.example"])
        }
        client.quit()
        let isDeferred: Bool? = Deadline().poll {
            // Of a message that comes behind another's failure, "delivery temporarily suspended: " stands before the reason.
            ours.logLines.count {
                $0.contains("status=deferred") && $0.contains("TLS is required, but was not offered")
            } >= 4
                ? true : nil
        }
        try #require(isDeferred == true, "\(ours.log)")

        let found = try site.run("incidents", "--mail-log", ours.logFile, "--format", "json")
        #expect(found.status == .exited(1), "\(found.standardError)")
        let incident = try #require(try site.objects(found).first)
        #expect(incident["agreement"] as? String == "partner")
        #expect(incident["kind"] as? String == "tls-not-offered")
        #expect(incident["waiting_messages"] as? Int == 2)
        #expect(incident["state"] as? String == "current")
        let text = try site.run("incidents", "--mail-log", ours.logFile).standardOutput
        #expect(text.contains("Partner AG (partner): the gateway does not offer STARTTLS"))
        #expect(text.contains("2 messages wait"))
        #expect(!text.contains("\u{1b}"))

        try partner.tool("postconf", ["-e", "smtpd_discard_ehlo_keywords="])
        try partner.reload()
        try ours.flush()
        let isSent: Bool? = Deadline().poll {
            if ours.logLines.count(where: { $0.contains("status=sent") }) >= 4 { return true }
            usleep(500_000)
            try? ours.flush()
            return nil
        }
        try #require(isSent == true, "\(ours.log)")
        let over = try site.run("incidents", "--mail-log", ours.logFile)
        #expect(over.status == .exited(0), "\(over.standardOutput)")
        #expect(over.standardOutput.hasPrefix("No incident since "))
        let ended = try site.run("incidents", "--all", "--mail-log", ours.logFile, "--format", "json")
        #expect(ended.status == .exited(0))
        #expect(try site.objects(ended).first?["state"] as? String == "ended")
        try ours.stop()
        try partner.stop()
    }

    @Test func `what cannot be read is exit code 2, and never taken for peace`() throws {
        let site = try Site()
        defer { site.folder.remove() }
        #expect(try site.run("incidents", "--mail-log", site.folder.path("none")).status == .exited(2))
        #expect(try site.run("incidents", "--mail-log", "journald:" + site.folder.path).status == .exited(2))
        #expect(try site.run("incidents", "--agreement", "none", "--mail-log", "/dev/null").status == .exited(2))
        #expect(try site.run("incidents", "--since", "soon").status == .exited(64))
        #expect(try site.run("incidents", "--mail-log", "/dev/null").status == .exited(0))
        _ = try site.folder.write("nonsense: yes\n", to: "tlsmandate.yaml")
        #expect(try site.run("incidents", "--mail-log", "/dev/null").status == .exited(2))
    }

    @Test func `systemd's journal is read as a file is`() throws {
        let site = try Site()
        defer { site.folder.remove() }
        let journald = try JournaldInstance()
        func log(facility: Int, _ program: String, _ text: String) throws {
            let fields = [
                "SYSLOG_FACILITY=\(facility)", "SYSLOG_IDENTIFIER=\(program)", "SYSLOG_PID=7", "PRIORITY=6",
                "MESSAGE=\(text)",
            ]
            try journald.run("logger", ["--journald"], input: fields.joined(separator: "\n") + "\n")
        }
        let status = "relay=mx.partner.example[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=4.7.5, status=deferred"
        try log(
            facility: 2,
            "postfix/smtp",
            "AAAAA1: to=<a@partner.example>, \(status) (Server certificate not verified)"
        )
        try log(
            facility: 3,
            "postfix/smtp",
            "AAAAA2: to=<b@partner.example>, \(status) (Cannot start TLS: handshake failure)"
        )
        let incidents = try Deadline().poll { () -> [[String: Any]]? in
            let found = try site.run("incidents", "--mail-log", "journald:" + journald.journal, "--format", "json")
            return found.status == .exited(1) ? try site.objects(found) : nil
        }
        #expect(incidents?.count == 1)
        #expect(incidents?.first?["kind"] as? String == "certificate-not-verified")
        #expect(incidents?.first?["waiting_messages"] as? Int == 1)
    }

    @Test func `a message that an agreement has put on hold in Postfix is listed with its reason, and released`() throws
    {
        let gateway = try Gateway.holding()
        let held = try Deadline().poll { () -> [String: Any]? in
            let listed = try gateway.run(
                "audit",
                "held",
                "--postfix-config",
                gateway.postfix.configuration,
                "--format",
                "json"
            )
            let object = try? JSONSerialization.jsonObject(with: Data(listed.standardOutput.utf8)) as? [String: Any]
            return object?["reason"] is String ? object : nil
        }
        let message = try #require(held)
        #expect(message["agreement"] as? String == "holding")
        #expect((message["reason"] as? String)?.contains("TLS agreement with Holding AG") == true)
        #expect(message["recipients"] as? [String] == ["sales@example.com"])
        let text = try gateway.run("audit", "held", "--postfix-config", gateway.postfix.configuration).standardOutput
        #expect(text.contains("<info@holding.example>"))
        #expect(text.contains("release  postsuper -c"))

        // Short queue ids come again: what was decided two days before is about another message.
        let earlier = "UPDATE decision SET time = time - 2 * 86400000"
        try ChildProcess.output(of: "sqlite3", [gateway.folder.path("state/journal.sqlite"), earlier])
        let other = try gateway.run("audit", "held", "--postfix-config", gateway.postfix.configuration)
        #expect(other.succeeded && other.standardOutput.contains("<info@holding.example>"))
        #expect(!other.standardOutput.contains("Holding AG"))

        let release = try #require((message["release"] as? [String])?.first)
        try ChildProcess.output(of: "sh", ["-c", "PATH=$PATH:/usr/sbin; \(release)"])
        let after = try gateway.run("audit", "held", "--postfix-config", gateway.postfix.configuration)
        #expect(after.standardOutput == "No message is on hold.\n", "\(after.standardError)")
        #expect(
            try gateway.run("audit", "held", "--postfix-config", gateway.folder.path("none")).status == .exited(74)
        )
    }

    @Test func `a message in Sendmail's quarantine is listed with its whole reason, and released`() throws {
        let site = try Site()
        defer { site.folder.remove() }
        let sendmail = try SendmailInstance(in: site.folder, SendmailSettings(delivery: .queue))
        let client = try SMTPClient(port: sendmail.port)
        _ = try client.ehlo()
        _ = try client.deliver(from: "info@partner.example", to: ["sales@example.com", "info@example.com"])
        client.quit()
        let queued = try #require(try sendmail.queue().first)
        let reason = "TLS agreement with Partner AG: " + String(repeating: "a long reason ", count: 10) + "(end)"
        try sendmail.tool(["-Q\(reason)", "-qI\(queued.queueID)"])

        let program = try Self.program(for: sendmail, in: site.folder)
        let arguments = ["--sendmail", program, "--sendmail-config", sendmail.configuration]
        func held() throws -> ChildProcess.Finished {
            try ChildProcess.run(
                try Gateway.executable,
                ["audit", "held", "--format", "json", "--config", site.configuration] + arguments
            )
        }
        let listed = try held()
        #expect(listed.status == .exited(0), "\(listed.standardError)")
        let message = try #require(try site.objects(listed).first)
        #expect(message["queue_id"] as? String == queued.queueID)
        #expect(message["reason"] as? String == reason)
        #expect(message["sender"] as? String == "info@partner.example")
        #expect((message["recipients"] as? [String])?.count == 2)

        let release = try #require(message["release"] as? [String])
        // Sendmail's own view of the system is needed for a delivery; ending the quarantine does without.
        try ChildProcess.output(of: "sh", ["-c", try #require(release.first)])
        #expect(try sendmail.quarantine().isEmpty)
        #expect(try held().standardOutput.isEmpty)
        try sendmail.stop()
    }

    /// A script that runs the unpacked Sendmail, with its libraries and under the name that the instance has: on a machine without
    /// a fully qualified name it waits for one.
    private static func program(for sendmail: SendmailInstance, in folder: TemporaryFolder) throws -> String {
        let unpacked = URL(fileURLWithPath: #filePath).appending(path: "../../../.build/sendmail").standardized.path
        let hosts = URL(fileURLWithPath: sendmail.configuration).deletingLastPathComponent().path + "/hosts"
        return try folder.write(
            """
            #!/bin/sh
            LD_LIBRARY_PATH='\(unpacked)/libraries' exec unshare --mount --uts sh -c '
                hostname mx.example.com
                mount --bind "$0" /etc/hosts
                exec "$@"
            ' '\(hosts)' '\(unpacked)/usr/libexec/sendmail/sendmail' "$@"

            """,
            to: "sendmail-program",
            mode: 0o755
        )
    }
}
