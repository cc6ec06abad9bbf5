import Foundation
import MailLab
import Testing

/// More connections, octets and patience than the service has room for.
@Suite(.serialized) struct ExhaustionTests {
    private func connections(
        _ count: Int,
        to service: Service,
        sendLimit: Duration = Deadline.patience
    ) throws -> [StreamSocket] {
        let address = SocketAddress.unix(path: service.folder.path("run/policy.sock"))
        return try (0..<count).map { _ in try StreamSocket(to: address, sendLimit: sendLimit) }
    }

    /// The test's own side needs as many. No more than that: what other tests start meanwhile inherits it, and Sendmail asks the
    /// system about each number up to the limit, which may be a thousand million.
    private func raiseFileLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 16_384))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Leaves the service so many file descriptors above those that it has open (prlimit(1)).
    private func leave(_ free: Int, to service: Service) throws {
        let identifier = service.process.identifier
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count
        try ChildProcess.output(of: "prlimit", ["--pid", "\(identifier)", "--nofile=\(open + free)"])
    }

    @Test
    func `without a file descriptor left it serves who is connected, says so, and serves the others when there is one`()
        throws
    {
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        try leave(5, to: service)
        let others = try connections(20, to: service)
        try service.awaitLog("no file descriptor is left")
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        for other in others { other.close() }
        let late = try service.client()
        #expect(try service.ask(late).hasPrefix("550 5.7.1 "))
    }

    @Test func `of 5,000 connections 4,000 are served, the others closed, and there is room again when some have gone`()
        throws
    {
        raiseFileLimit()
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        let others = try connections(5_000, to: service)
        try service.awaitLog("connection refused: too many connections")
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        let full = try service.status { $0["connections"] as? Int == 4_000 }
        #expect(full["connections"] as? Int == 4_000)
        for other in others { other.close() }
        _ = try service.status { $0["connections"] as? Int == 1 }
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 "))
    }

    @Test func `who sends requests without an end, and who reads no answer, cost a bounded amount of memory`() throws {
        raiseFileLimit()
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        // The largest request that is waited for, all but its end, from as many as may be connected.
        let endless = Array(
            ("request=smtpd_access_policy\n" + String(repeating: "x=\(String(repeating: "y", count: 97))\n", count: 600))
                .utf8
        )
        let slow = try connections(3_900, to: service)
        for socket in slow { try socket.send(endless) }
        #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        #expect(try service.residentKibibytes < Self.memoryMax, "of slow writers")
        for socket in slow { socket.close() }

        // Requests by the thousand, and not one answer read: in the end nothing more is taken.
        let request = Array("request=smtpd_access_policy\nprotocol_state=RCPT\nsender=info@nobody.example\n\n".utf8)
        let many = Array(repeatElement(request, count: 500).joined())
        for socket in try connections(3, to: service, sendLimit: .seconds(2)) {
            do {
                for _ in 0..<200 { try socket.send(many) }
                Issue.record("8 MB of requests were taken though no answer was read")
            } catch StreamSocket.Failure.timedOut {
                // The connection's buffers are full.
            }
            #expect(try service.ask(client).hasPrefix("550 5.7.1 "))
        }
        #expect(try service.residentKibibytes < Self.memoryMax, "of slow readers")
    }

    @Test func `who always leaves the beginning of another request costs no more than that`() throws {
        let service = try Service()
        let client = try service.client()
        let before = try service.residentKibibytes
        let padding = String(repeating: "x=\(String(repeating: "y", count: 497))\n", count: 100)
        let request = Array("request=smtpd_access_policy\nprotocol_state=MAIL\n\(padding)\n".utf8)
        try client.send(request[..<1])
        for _ in 0..<300 {
            try client.send(request[1...] + request[..<1])
            #expect(client.answer() == .reply("action=DUNNO"))
        }
        // 15 MB were sent.
        #expect(try service.residentKibibytes - before < 8 * 1024)
    }

    @Test func `out of memory it ends, answers nobody by that, and has every refusal when it is started again`() throws
    {
        raiseFileLimit()
        let service = try Service()
        let client = try service.client()
        #expect(try service.ask(client, recipient: "before@example.com").hasPrefix("550 5.7.1 "))
        let processStatus = "/proc/\(service.process.identifier)/status"
        let line = try String(contentsOfFile: processStatus, encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("VmData:") }
        let data = try #require(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
        // What MemoryMax does to the last allocation: it fails (RLIMIT_DATA in setrlimit(2)).
        let limit = "--data=\((data + 16 * 1024) * 1024)"
        try ChildProcess.output(of: "prlimit", ["--pid", "\(service.process.identifier)", limit])

        let others = try connections(3_000, to: service)
        // All but its end, so that the service keeps it; some find the service gone.
        let half = Array(
            "request=smtpd_access_policy\n\(String(repeating: "x=\(String(repeating: "y", count: 97))\n", count: 600))"
                .utf8
        )
        for other in others { try? other.send(half) }
        let status = Deadline().poll { service.process.status }
        guard case .signalled = status else {
            Issue.record("\(String(describing: status)): 180 MB fitted in 16")
            return
        }
        #expect(client.answer() == .closed(""))

        try service.restart()
        #expect(try service.ask(try service.client()).hasPrefix("550 5.7.1 "))
        #expect(try service.recordedRecipients().isSuperset(of: ["before@example.com", "sales@example.com"]))
        #expect(try service.run("audit", "verify").succeeded)
    }

    /// MemoryMax of packaging/systemd/tlsmandate.service, in kibibytes.
    private static let memoryMax = 1 << 20
}
