import Foundation
import MailLab
import Testing

/// What mail servers answer while the service is away or hangs: the table of tlsmandate-deployment(7).
@Suite struct FailureModesTests {
    /// What a message is answered: the first reply that is not positive, from the greeting on, else the last.
    private func answer(_ port: Int, sender: String = "info@nobody.example") throws -> SMTPReply {
        let client = try SMTPClient(port: port)
        defer { client.close() }
        let greeting = try #require(client.greeting)
        guard greeting.isPositive else { return greeting }
        let hello = try client.ehlo()
        guard hello.isPositive else { return hello }
        let delivery = try client.deliver(from: sender, to: ["sales@example.com"])
        return try #require(delivery.refusal ?? delivery.message)
    }

    /// Lines of master.cf: an SMTP server for each of the settings, and their ports.
    private func servers(_ settings: [[String]]) throws -> (ports: [Int], lines: [String]) {
        let ports = try settings.map { _ in try LoopbackPort.free() }
        let lines = zip(ports, settings).map { port, settings in
            "127.0.0.1:\(port) inet n - n - - smtpd" + settings.map { " -o { \($0) }" }.joined()
        }
        return (ports, lines)
    }

    @Test
    func `without the milter it is milter_default_action that decides, and only two of its values keep mail back`()
        throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let actions = ["tempfail", "shutdown", "accept", "reject", "quarantine"]
        let (ports, lines) = try servers(actions.map { ["milter_default_action = \($0)"] })
        let postfix = try PostfixInstance(
            in: folder,
            PostfixSettings(
                parameters: ["smtpd_milters": "unix:\(folder.path("none"))", "milter_default_action": "accept"],
                services: lines
            )
        )
        let answers = try ports.map { try answer($0) }
        #expect(answers[0].code == 451 && answers[0].text.contains("4.7.1"), "\(answers[0])")
        // 421, or 451 4.3.5 by a Postfix that does not know the word.
        #expect(400..<500 ~= answers[1].code, "\(answers[1])")
        #expect(answers[2].code == 250, "\(answers[2])")
        #expect(answers[3].code == 554, "\(answers[3])")
        #expect(answers[4].code == 250, "\(answers[4])")
        // Of the two that were taken one is in quarantine; the other may not be delivered yet.
        #expect(try postfix.queue().filter { $0.queueName == "hold" }.count == 1)
        try postfix.stop()
    }

    @Test(arguments: [(", F=T", 451), (", F=R", 554), (", F=4", 421), ("", 250)])
    func `without the milter it is the flag F that decides in Sendmail, and without it mail passes`(
        flag: String,
        code: Int
    ) throws {
        let service = try Service(listen: #"{ milter: "unix:milter.sock" }"#)
        let socket = service.folder.path("run/milter.sock")
        let sendmail = try SendmailInstance(
            in: service.folder,
            SendmailSettings(filters: ["S=local:\(socket)\(flag), T=C:5m;S:5m;R:5m;E:5m"])
        )
        #expect(try answer(sendmail.port).code == 250)
        service.process.kill()
        #expect(try answer(sendmail.port).code == code)
        try sendmail.stop()
    }

    @Test func `a service that hangs is given up after the time limits, and mail waits`() throws {
        let service = try Service(listen: #"{ policy: ["unix:policy.sock"], milter: "unix:milter.sock" }"#)
        let policy = "unix:" + service.folder.path("run/policy.sock")
        let milter = "unix:" + service.folder.path("run/milter.sock")
        // Two servers that soon give up, for when it hangs, and two that wait as long as they do by default: a service that is
        // well may have to wait for its machine.
        let hasty = try servers([
            ["smtpd_recipient_restrictions = check_policy_service { \(policy), timeout=1s }"],
            ["smtpd_milters = \(milter)", "milter_command_timeout = 2s"],
        ])
        let (ports, lines) = try servers([
            ["smtpd_recipient_restrictions = check_policy_service { \(policy) }"], ["smtpd_milters = \(milter)"],
        ])
        let postfix = try PostfixInstance(
            in: service.folder,
            PostfixSettings(parameters: ["milter_default_action": "tempfail"], services: lines + hasty.lines)
        )
        for port in ports { #expect(try answer(port).code == 250) }
        try service.process.freeze()
        defer { kill(service.process.identifier, SIGCONT) }
        let answers = try hasty.ports.map { try answer($0) }
        #expect(answers[0].code == 451 && answers[0].text.contains("4.3.5"), "\(answers[0])")
        #expect(answers[1].code == 451 && answers[1].text.contains("4.7.1"), "\(answers[1])")
        kill(service.process.identifier, SIGCONT)
        for port in ports { #expect(try answer(port).code == 250) }
        try postfix.stop()
    }

    @Test func `without the socketmap nothing is taken by transport_maps, and a reload has Postfix forget that`() throws
    {
        let service = try Service(
            agreements: ["strict": Service.strict],
            listen: #"{ policy: ["unix:policy.sock"], socketmap: ["unix:socketmap.sock"] }"#
        )
        let socket = service.folder.path("run/socketmap.sock")
        _ = service.process.stop()
        let postfix = try PostfixInstance(
            in: service.folder,
            PostfixSettings(parameters: ["transport_maps": "socketmap:unix:\(socket):transport"])
        )
        let refused = try answer(postfix.port)
        #expect(refused.code == 451 && refused.text.contains("4.3.0"), "\(refused)")
        try service.restart()
        try postfix.reload()
        #expect(try answer(postfix.port).code == 250)
        try postfix.stop()
    }

    @Test func `with the whole configuration deleted the service goes on by what it has loaded`() throws {
        let service = try Service()
        try FileManager.default.removeItem(atPath: service.configuration)
        try FileManager.default.removeItem(atPath: service.folder.path("agreements.d"))
        service.process.reload()
        try service.awaitLog("reload failed: the register that was loaded before stays in force")
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 TLS agreement with Strict GmbH"))
    }
}
