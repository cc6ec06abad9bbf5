import Foundation
import MailLab
import Testing

extension MilterSessionsTests {
    /// Mail by sendmail(1), which Postfix shows to `non_smtpd_milters`.
    private func submit(_ header: String, to recipient: String) throws -> [[String: Any]] {
        try ChildProcess.output(
            of: "sendmail",
            ["-C", lab.postfix.configuration, "-i", "-f", "user@example.com", recipient],
            input: header + "\n\ntest\n"
        )
        let records = try Deadline().poll { () -> [[String: Any]]? in
            let records = try lab.journal("--recipient", recipient)
            return records.isEmpty ? nil : records
        }
        return try #require(records)
    }

    @Test func `mail that comes by no SMTP session is not asked for TLS, but classes hold for it`() throws {
        let plain = try submit("Subject: test", to: "script@partner.example")
        #expect(plain.map { $0["action"] as? String } == ["accept"])
        #expect(plain.first?["agreement"] as? String == "partner")
        #expect(Self.text(plain.first?["client_address"]) == "")

        let marked = try submit("X-Classification: vertraulich", to: "script@nowhere.example")
        #expect(marked.map { $0["action"] as? String } == ["hold"])
        #expect(marked.first?["violations"] as? [String] == ["no-agreement"])
        let queueID = try #require(marked.first?["queue_id"] as? String)
        #expect(try lab.held(by: .postfix).contains(queueID))

        let secret = try submit("X-Classification: geheim", to: "script@example.com")
        #expect(secret.map { $0["action"] as? String } == ["reject"])
        try lab.postfix.awaitLog("milter-reject: END-OF-MESSAGE from localhost[127.0.0.1]: 5.7.1 Message marked secret")
    }

    /// Sendmail shows a filter what comes by `-bs`, but not what comes by `-bm`: that has to go through a server (submit.cf).
    @Test func `so it is with Sendmail's session by standard input`() throws {
        func submit(_ header: String, to recipient: String) throws -> String {
            try lab.sendmail.converse([
                "EHLO stdin.example", "MAIL FROM:<user@example.com>", "RCPT TO:<\(recipient)>", "DATA", header, "",
                "test",
                ".", "QUIT",
            ])
        }
        #expect(try submit("Subject: test", to: "stdin@partner.example").contains("250 2.0.0 "))
        let plain = try lab.journal("--recipient", "stdin@partner.example")
        #expect(plain.map { $0["action"] as? String } == ["accept"])
        let secret = try submit("X-Classification: geheim", to: "stdin@example.com")
        #expect(secret.contains("550 5.7.1 Message marked secret"), "\(secret)")
    }

    @Test func `a client whose port is not told is asked for TLS like any other`() throws {
        let client = try SMTPClient(port: lab.postfix.port)
        defer { client.close() }
        _ = try client.ehlo()
        try client.xclient(["ADDR": "127.0.0.12", "NAME": "mail.somebody.example", "PORT": "[UNAVAILABLE]"])
        _ = try client.ehlo()
        let delivery = try client.deliver(from: "info@hella.com", to: ["portless@example.com"])
        #expect(delivery.recipients.first?.code == 550, "\(delivery)")
    }

    /// The milter reads no more of a body than it needs, and what it reads costs no memory.
    @Test(arguments: MailServerKind.allCases)
    func `of a message of 30 megabytes hardly anything is read`(_ server: MailServerKind) throws {
        let port = server == .postfix ? lab.postfix.port : lab.sendmail.port
        let before = try lab.octetsRead
        let arguments = [
            "-l", "30000000", "-f", "info@audi.de", "-t", "large-\(server)@example.com", "127.0.0.1:\(port)",
        ]
        try ChildProcess.output(of: "smtp-source", arguments)
        // Other tests run meanwhile, and have little to read.
        #expect(try lab.octetsRead - before < 8_000_000)
    }

    /// Postfix cuts a field off (header_size_limit), Sendmail refuses the message (MaxHeadersLength): behind it nothing is missed.
    @Test(arguments: MailServerKind.allCases, [60_000, 70_000, 100_000, 1_048_576])
    func `a field of a mebibyte hides no mark behind it`(_ server: MailServerKind, _ length: Int) throws {
        let client = try lab.connect(to: server, as: Self.stranger, greeting: "long.\(server).example")
        defer { client.close() }
        let line = " " + String(repeating: "x", count: 900) + "\n"
        let field = "X-Long: a\n" + String(repeating: line, count: length / line.utf8.count)
        let message = field + "X-Classification: vertraulich\n\ntest\n"
        let delivery = try client.deliver(from: "info@audi.de", to: ["long@example.com"], message: message)
        let answer = try #require(delivery.message)
        switch server {
        case .postfix: #expect(try lab.held(by: server).contains(server.queueID(in: answer) ?? ""), "\(answer)")
        case .sendmail: #expect(answer.code == 552, "\(answer)")
        }
    }
}

extension MilterLab {
    /// Octets that the service has read so far, of sockets and files (proc(5), `rchar`).
    fileprivate var octetsRead: Int {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(service.identifier)/io", encoding: .utf8)
            return try #require(text.split(separator: "\n").first?.split(separator: " ").last.flatMap { Int($0) })
        }
    }
}
