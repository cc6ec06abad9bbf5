import MailLab
import MandateCore
import PostfixServers
import TestSupport
import Testing

/// The policy service over real sockets.
@Suite struct PolicyServerTests {
    static let refusal = "550 5.7.1 \(PolicyDeciderTests.refusalText)"

    @Test func `a connection is answered as often as it asks`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            for _ in 0..<50 {
                #expect(try await client.ask(.plaintext) == Self.refusal)
                #expect(try await client.ask(.unrelated) == "DUNNO")
                #expect(try await client.ask(.encrypted) == "DUNNO")
            }
            #expect(service.server.connections == 1)
        }
    }

    @Test func `a service listens on several addresses`() async throws {
        try await Service.run { service in
            let port = try LoopbackPort.free()
            try await service.server.listen(on: .inet(host: "127.0.0.1", port: port))
            let (overUnix, overTCP) = (try service.connect(), try Client(port: port))
            #expect(try await overUnix.ask(.plaintext) == Self.refusal)
            #expect(try await overTCP.ask(.plaintext) == Self.refusal)
            #expect(service.server.connections == 2)
        }
    }

    @Test(arguments: ["unix", "inet"])
    func `a request that comes octet by octet is answered once`(family: String) async throws {
        try await Service.run { service in
            var client = try service.connect()
            if family == "inet" {
                let port = try LoopbackPort.free()
                try await service.server.listen(on: .inet(host: "127.0.0.1", port: port))
                client = try Client(port: port)
            }
            try await client.sendSingly(Request.plaintext.text)
            #expect(try await client.action() == Self.refusal)
            #expect(try await client.ask(.unrelated) == "DUNNO")
            #expect(service.site.decider.statistics.counts.requests == 2)
        }
    }

    @Test(
        arguments: [
            [Request.plaintext, .unrelated], [.unrelated, .plaintext], [.plaintext, .plaintext],
            [.unrelated, .unrelated],
            Array(repeating: .unrelated, count: 200), Array(repeating: .plaintext, count: 200),
        ]
    )
    func `requests in one packet are answered in their order`(requests: [Request]) async throws {
        try await Service.run { service in
            let client = try service.connect()
            try await client.send(requests.map(\.text).joined())
            for request in requests {
                #expect(try await client.action() == service.site.action(request))
            }
        }
    }

    @Test func `a refusal is answered only after its record is committed, and what follows waits`() async throws {
        try await Service.run { service in
            service.site.log.behave(.waits)
            let (client, other) = (try service.connect(), try service.connect())
            try await client.send(Request.plaintext.text)
            let pending = try await service.site.log.refusals.next()
            try await client.send(Request.unrelated.text + Request.plaintext.text)
            // Others are served meanwhile.
            #expect(try await other.ask(.unrelated) == "DUNNO")
            #expect(service.site.log.refusals.all.count == 1)
            pending.committed(true)
            #expect(try await client.action() == Self.refusal)
            #expect(try await client.action() == "DUNNO")
            try await service.site.log.refusals.next().committed(false)
            #expect(try await client.action()?.hasPrefix("450 4.7.1 ") == true)
        }
    }

    @Test func `a refusal that cannot be recorded is answered temporarily, and counted`() async throws {
        try await Service.run { service in
            service.site.log.behave(.fails)
            let client = try service.connect()
            for _ in 0..<3 { #expect(try await client.ask(.plaintext)?.hasPrefix("450 4.7.1 ") == true) }
            #expect(try await client.ask(.encrypted) == "DUNNO")
            #expect(service.site.decider.statistics.counts.unrecorded == 3)
            service.site.log.behave(.commits)
            #expect(try await client.ask(.plaintext) == Self.refusal)
        }
    }

    @Test func `a reload takes effect on connections that are open`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            #expect(try await client.ask(.plaintext) == Self.refusal)
            let next = try Site.register(["partner": Site.partner(onViolation: "hold")])
            service.site.decider.use(DecisionSettings(register: next, recording: .agreements, addresses: .violations))
            #expect(try await client.ask(.plaintext) == "HOLD \(PolicyDeciderTests.refusalText)")
        }
    }

    @Test func `a client that vanishes while its record is pending harms nobody`() async throws {
        try await Service.run { service in
            service.site.log.behave(.waits)
            let vanishing = try service.connect()
            try await vanishing.send(Request.plaintext.text)
            let pending = try await service.site.log.refusals.next()
            vanishing.close()
            try await eventually { service.server.connections == 0 }
            pending.committed(true)
            service.site.log.behave(.commits)
            let client = try service.connect()
            #expect(try await client.ask(.plaintext) == Self.refusal)
        }
    }

    @Test func `clients that vanish in the middle of a request leave nothing behind`() async throws {
        try await Service.run { service in
            for length in stride(from: 0, to: Request.plaintext.text.utf8.count, by: 25) {
                let client = try service.connect()
                try await client.send(Array(Request.plaintext.text.utf8.prefix(length)))
                client.close()
            }
            let client = try service.connect()
            #expect(try await client.ask(.plaintext) == Self.refusal)
            try await eventually { service.server.connections == 1 }
            #expect(service.site.decider.statistics.counts.requests == 1)
        }
    }

    @Test func `a client that asks and reads nothing does not keep others from being served`() async throws {
        try await Service.run { service in
            let deaf = try service.connect()
            let requests = String(repeating: Request.unrelated.text, count: 100)
            for _ in 0..<20 { try await deaf.send(requests) }
            let client = try service.connect()
            #expect(try await client.ask(.plaintext) == Self.refusal)
            for _ in 0..<2000 { #expect(try await deaf.action() == "DUNNO") }
        }
    }
}
