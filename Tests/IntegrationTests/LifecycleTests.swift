import Foundation
import MailLab
import Testing

@Suite struct LifecycleTests {
    @Test func `SIGTERM stops the service with idle connections of Postfix open, and Postfix then answers 451`() throws
    {
        let gateway = try Gateway()
        let session = try #require(try SessionCase.read(try Gateway.cases("sessions/audi.sessions")).first)
        #expect(try gateway.deliver(session).message?.code == 250)
        let stopped = gateway.service.stop()
        #expect(stopped.status == .exited(0), "\(gateway.service.standardError)")
        #expect(gateway.service.notifications.contains { $0.contains("STOPPING=1") })
        let delivery = try gateway.deliver(session)
        #expect(delivery.recipients.first?.code == 451)
        #expect(delivery.message == nil)
        try gateway.restart()
        #expect(try gateway.deliver(session).message?.code == 250)
    }

    @Test func `a question on its way at SIGTERM is answered`() throws {
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        try client.send(request: [
            "request": "smtpd_access_policy", "protocol_state": "RCPT", "sender": "info@strict.example",
            "recipient": "last@example.com", "client_address": "192.0.2.1",
        ])
        #expect(service.process.stop().status == .exited(0))
        guard case .reply(let answer) = client.answer() else {
            Issue.record("no answer")
            return
        }
        #expect(answer.contains("550 5.7.1"))
        #expect(try service.recordedRecipients().contains("last@example.com"))
    }

    @Test func `a reload takes effect on connections that stay open`() throws {
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client, sender: "info@new.example") == "DUNNO")
        try service.write(
            agreement: "new",
            "partner: New AG\ndomains: [new.example]\ninbound: { level: encrypt, on-violation: reject }\n"
        )
        service.process.reload()
        try service.process.awaitNotification("RELOADING=1")
        #expect(try service.status { $0["agreements"] as? Int == 2 }["failed_reload"] == nil)
        #expect(try service.ask(client, sender: "info@new.example").hasPrefix("550 5.7.1 TLS agreement with New AG"))
    }

    @Test func `status warns of an agreement that has ended, until a successor is there`() throws {
        let ended = "valid: { until: 2020-12-31 }\ninbound: { level: encrypt }\n"
        let service = try Service(agreements: [
            "alone": "partner: Alone AG\ndomains: [alone.example]\n" + ended,
            "old": "partner: Old AG\ndomains: [old.example]\n" + ended,
            "new":
                "partner: Old AG\ndomains: [old.example]\nvalid: { from: 2021-01-01 }\ninbound: { level: encrypt }\n",
        ])
        let warnings = try service.status()["warnings"] as? [String]
        #expect(warnings == ["agreement alone ended on 2020-12-31 and stays in force; renew it"])
    }

    @Test func `a broken register keeps the old one and logs every diagnostic`() throws {
        let service = try Service()
        let client = try service.client()
        try service.write(
            agreement: "strict",
            "partner: Strict GmbH\ndomians: [strict.example]\ninbound: { level: encrypted }\n"
        )
        service.process.reload()
        try service.awaitLog("strict.yaml:2:1: error: unknown key 'domians'; did you mean 'domains'?")
        try service.awaitLog("strict.yaml:3:19: error: 'level' cannot be 'encrypted'")
        let failed = try service.status { $0["failed_reload"] != nil }
        let errors = try #require((failed["failed_reload"] as? [String: Any])?["errors"] as? [String])
        #expect(errors.count == 2)
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
    }

    @Test func `a second service on the same sockets does not start, and the first goes on`() throws {
        let service = try Service()
        let second = try service.run("serve")
        #expect(second.status == .exited(69))
        #expect(second.standardError.contains("another service listens on"))
        #expect(try service.ask(try service.client()).hasPrefix("550 "))
    }

    @Test func `status does not wait for ever for a service that is stuck`() throws {
        let service = try Service()
        try service.process.freeze()
        let status = try service.run("status")
        kill(service.process.identifier, SIGCONT)
        #expect(status.status == .exited(69))
        #expect(status.standardError.contains("no service answers at"))
    }

    @Test func `a register with errors does not start, and says each`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let configuration = try folder.write(
            "organisation: { name: X, domains: [example.com] }\nlisten: { policy: [tcp] }\n",
            to: "t.yaml"
        )
        let finished = try ChildProcess.run(
            try Gateway.executable,
            ["serve", "--config", configuration]
        )
        #expect(finished.status == .exited(78))
        #expect(finished.standardError.contains("t.yaml:1:15: error: 'contact' is missing in 'organisation'"))
        #expect(finished.standardError.contains("t.yaml:2:20: error: 'tcp' is not an address"))
    }

    @Test
    func `a register that is found broken at the start does not stop all mail: the last good one decides, loudly`()
        throws
    {
        let service = try Service()
        _ = service.process.stop()
        try service.write(agreement: "strict", "partner: Strict GmbH\ndomians: [strict.example]\n")
        _ = try service.folder.write("orgnisation: {}\n", to: "tlsmandate.yaml")
        try service.restart()
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 "))
        #expect(
            service.process.notifications.contains {
                $0.contains("STATUS=") && $0.contains("in the register, an older one is in force")
            }
        )
        try service.awaitLog("the last one without is in force instead")
        let status = try service.status { $0["failed_reload"] != nil }
        let errors = try #require((status["failed_reload"] as? [String: Any])?["errors"] as? [String])
        #expect(errors.contains { $0.contains("tlsmandate.yaml:1:1: error: unknown key 'orgnisation'") }, "\(errors)")
        #expect("\(status["warnings"] ?? "")".contains("started on a copy of the last register without errors"))
    }

    @Test func `mended and reloaded, the register's own files decide again`() throws {
        let service = try Service()
        _ = service.process.stop()
        try service.write(agreement: "strict", "partner: [\n")
        try service.restart()
        try service.write(agreement: "strict", Service.strict.replacing("strict.example", with: "mended.example"))
        service.process.reload()
        let status = try service.status { $0["failed_reload"] == nil }
        #expect("\(status["warnings"] ?? "")".contains("copy") == false)
        let client = try service.client()
        #expect(try service.ask(client, sender: "info@mended.example").hasPrefix("550 5.7.1 "))
        #expect(try service.ask(client) == "DUNNO")
    }

    @Test func `a service whose register was never good does not start`() throws {
        let service = try Service()
        _ = service.process.stop()
        try FileManager.default.removeItem(atPath: service.folder.path("state/last-good"))
        try service.write(agreement: "strict", "partner: [\n")
        #expect(throws: ServiceProcess.Failure.self) { try service.restart() }
    }

    @Test func `the watchdog hears of a service that answers, and nothing of one that is stopped`() throws {
        let service = try Service(
            listen: #"{ policy: ["unix:policy.sock"], milter: "unix:milter.sock" }"#,
            environment: ["WATCHDOG_USEC": "600000"]
        )
        let process = service.process
        for _ in 0..<3 { try process.awaitNotification("WATCHDOG=1", skipping: process.notifications.count) }
        try process.freeze()
        // What was sent before it stopped has come; systemd would count from there.
        let frozen = process.notifications.count
        #expect(throws: ServiceProcess.Failure.self) {
            try process.awaitNotification("WATCHDOG=1", skipping: frozen, within: .seconds(2))
        }
        kill(process.identifier, SIGCONT)
        try process.awaitNotification("WATCHDOG=1", skipping: process.notifications.count)
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 "))
        #expect(process.stop().status == .exited(0))
    }

    @Test func `asked at MAIL only, the service says that it enforces nothing`() throws {
        let service = try Service()
        let client = try service.client()
        for _ in 1...3 {
            try client.send(request: [
                "request": "smtpd_access_policy", "protocol_state": "MAIL", "sender": "info@strict.example",
            ])
            #expect(client.answer() == .reply("action=DUNNO"))
        }
        try service.awaitLog("asked at MAIL but never at RCPT: nothing is enforced")
        let warnings = try #require(try service.status()["warnings"] as? [String])
        #expect(warnings.contains { $0.contains("asked at MAIL but never at RCPT") })
    }
}
