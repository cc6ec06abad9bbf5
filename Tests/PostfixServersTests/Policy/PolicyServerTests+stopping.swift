import PostfixServers
import TestSupport
import Testing

/// A stop answers what was asked and does not wait for those who ask nothing.
extension PolicyServerTests {
    @Test func `idle connections are closed, however many`() async throws {
        try await Service.run { service in
            let clients = try (0..<100).map { _ in try service.connect() }
            for client in clients { #expect(try await client.ask(.unrelated) == "DUNNO") }
            await service.server.stop()
            for client in clients { #expect(try await client.closing() == "") }
            #expect(service.server.connections == 0)
        }
    }

    @Test func `a service that nobody is connected to stops`() async throws {
        try await Service.run { service in
            await service.server.stop()
            #expect(throws: Client.Failed.self) { try service.connect() }
        }
    }

    @Test func `what waits for its record is answered before its connection is closed`() async throws {
        try await Service.run { service in
            service.site.log.behave(.waits)
            let (client, idle) = (try service.connect(), try service.connect())
            #expect(try await idle.ask(.unrelated) == "DUNNO")
            try await client.send(Request.plaintext.text)
            let pending = try await service.site.log.refusals.next()
            async let stopped: Void = service.server.stop()
            #expect(try await idle.closing() == "")
            pending.committed(true)
            #expect(try await client.action() == Self.refusal)
            #expect(try await client.closing() == "")
            await stopped
        }
    }

    @Test func `a request that was sent just before the stop is answered`() async throws {
        try await Service.run { service in
            let clients = try (0..<20).map { _ in try service.connect() }
            for client in clients { #expect(try await client.ask(.unrelated) == "DUNNO") }
            for client in clients { try await client.send(Request.plaintext.text) }
            async let stopped: Void = service.server.stop()
            for client in clients {
                #expect(try await client.action() == Self.refusal)
                #expect(try await client.closing() == "")
            }
            await stopped
        }
    }

    @Test func `half a request does not hold up the stop`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            #expect(try await client.ask(.unrelated) == "DUNNO")
            try await client.send("request=smtpd_access_policy\nprotocol_state=RC")
            async let stopped: Void = service.server.stop()
            #expect(try await client.closing() == "")
            await stopped
        }
    }

    @Test func `a client that goes on asking does not hold up the stop`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            #expect(try await client.ask(.unrelated) == "DUNNO")
            async let stopped: Void = service.server.stop()
            await #expect(throws: (any Error).self) {
                while try await client.ask(.unrelated) != nil {}
                throw Client.Failed(call: "ask", code: 0)
            }
            await stopped
        }
    }
}
