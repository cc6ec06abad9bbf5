import Foundation
import MailLab
import Testing

@Suite struct MilterStopTests {
    /// A session up to MAIL.
    private func open(_ server: MailServerKind, _ lab: MilterLab) throws -> SMTPClient {
        let client = try lab.connect(to: server, as: MilterSessionsTests.stranger, greeting: "open.\(server).example")
        #expect(try client.command("MAIL FROM:<info@somebody.example>").isPositive)
        return client
    }

    private func deliver(_ server: MailServerKind, _ lab: MilterLab) throws -> SMTPClient.Delivery {
        let client = try lab.connect(to: server, as: MilterSessionsTests.stranger, greeting: "next.\(server).example")
        defer { client.close() }
        return try client.deliver(from: "info@somebody.example", to: ["next@example.com"])
    }

    private func isTemporary(_ answer: SMTPReply?) -> Bool { answer.map { 400..<500 ~= $0.code } ?? false }

    @Test func `SIGTERM stops the milter amid sessions, and both servers answer temporarily until it is back`() throws {
        let lab = try MilterLab(clients: [MilterSessionsTests.stranger])
        let sessions = try MailServerKind.allCases.map { try open($0, lab) }
        let stopped = lab.service.stop()
        #expect(stopped.status == .exited(0), "\(lab.service.standardError)")
        #expect(!FileManager.default.fileExists(atPath: lab.folder.path("run/milter.sock")))
        for session in sessions {
            #expect(isTemporary(try session.command("RCPT TO:<open@example.com>")))
            session.close()
        }
        for server in MailServerKind.allCases { #expect(isTemporary(try deliver(server, lab).refusal)) }

        try lab.restart()
        for server in MailServerKind.allCases { #expect(try deliver(server, lab).message?.code == 250) }
        // What kill(1) leaves behind is replaced.
        lab.service.kill()
        for server in MailServerKind.allCases { #expect(isTemporary(try deliver(server, lab).refusal)) }
        try lab.restart()
        for server in MailServerKind.allCases { #expect(try deliver(server, lab).message?.code == 250) }
        try lab.stop()
    }

    /// libmilter has a thread that waits for the same signals.
    @Test(arguments: [
        #"{ milter: "unix:milter.sock" }"#, #"{ policy: ["unix:policy.sock"], milter: "unix:milter.sock" }"#,
    ])
    func `SIGTERM is always seen, and SIGHUP stops nothing`(_ listen: String) throws {
        let service = try Service(listen: listen)
        // Its listener sees by itself only after five seconds that it is to stop. One round counts: in any other a busy machine, or
        // its disk, may take as long.
        var quickest = Duration.seconds(60)
        for round in 1...8 {
            let client = try MilterClient(to: .unix(path: service.folder.path("run/milter.sock")))
            kill(service.process.identifier, SIGHUP)
            #expect(try client.take(.helo, "client.example") == .reply("c", ""), "\(round)")
            let again = try MilterClient(to: .unix(path: service.folder.path("run/milter.sock")))
            #expect(try again.take(.helo, "client.example") == .reply("c", ""), "\(round)")
            let stopped = service.process.stop()
            #expect(stopped.status == .exited(0), "\(round) \(service.process.standardError)")
            quickest = min(quickest, stopped.duration)
            #expect(!FileManager.default.fileExists(atPath: service.folder.path("run/milter.sock")))
            if round < 8 { try service.restart() }
        }
        #expect(quickest < .seconds(3))
    }
}
