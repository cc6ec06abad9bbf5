import Foundation
import MailLab
import MandateCore
import NIOPosix
import PostfixServers
import Synchronization
import TestSupport
import Testing

/// What a listener takes the place of, and what it leaves alone.
@Suite struct ListenerTests {
    @Test func `a unix socket is open to everybody its folder lets in`() async throws {
        try await Service.run { service in
            let mode = try Self.mode(of: service.path)
            #expect(mode == 0o666)
        }
    }

    @Test func `a unix socket can be closed to others`() async throws {
        let folder = try ScratchFolder()
        let listener = Self.listener()
        try await listener.listen(on: .unix(path: folder["control.sock"]), mode: 0o600)
        #expect(try Self.mode(of: folder["control.sock"]) == 0o600)
        await listener.stop()
    }

    @Test func `a socket file that nobody listens on any more is replaced`() async throws {
        let folder = try ScratchFolder()
        // Bound, and closed without being unlinked: what a killed service leaves behind.
        _ = try ForeignSocket(path: folder["policy.sock"], backlog: 1)
        try #require(try folder.files == ["policy.sock"])
        try await Self.serve(folder["policy.sock"])
    }

    @Test func `a socket that another service listens on is not taken over`() async throws {
        try await Service.run { service in
            let error = await #expect(throws: ListenError.self) {
                try await Self.listener().listen(on: .unix(path: service.path))
            }
            #expect(error?.description == "another service listens on unix:\(service.path) already")
            let action = try await service.connect().ask(.plaintext)
            #expect(action == PolicyServerTests.refusal)
        }
    }

    @Test func `a service whose queue is full is not taken over`() async throws {
        let folder = try ScratchFolder()
        let busy = try ForeignSocket(path: folder["policy.sock"], backlog: 0)
        // The one connection that may wait for a service that is busy.
        let waiting = try Client(path: folder["policy.sock"])
        await #expect(throws: ListenError.self) {
            try await Self.listener().listen(on: .unix(path: folder["policy.sock"]))
        }
        withExtendedLifetime((busy, waiting)) {}
    }

    @Test func `a socket of another kind that is in use is not taken over`() async throws {
        let folder = try ScratchFolder()
        let other = try ForeignSocket(path: folder["policy.sock"], type: SOCK_DGRAM, backlog: nil)
        await #expect(throws: ListenError.self) {
            try await Self.listener().listen(on: .unix(path: folder["policy.sock"]))
        }
        withExtendedLifetime(other) {}
    }

    @Test func `a file that is no socket is refused, and left`() async throws {
        let folder = try ScratchFolder()
        try folder.write("precious", to: "policy.sock")
        let error = await #expect(throws: ListenError.self) {
            try await Self.listener().listen(on: .unix(path: folder["policy.sock"]))
        }
        let place = "unix:\(folder["policy.sock"])"
        #expect(error?.description == "cannot listen on \(place): a file that is no socket stands there")
        #expect(try folder.text(of: "policy.sock") == "precious")
    }

    @Test func `a folder or a link in the socket's place is refused, and left`() async throws {
        let folder = try ScratchFolder()
        try folder.makeFolder("folder")
        try folder.write("precious", to: "file")
        try folder.link("link", to: "file")
        try folder.link("lost", to: "nowhere")
        for name in ["folder", "link", "lost"] {
            await #expect(throws: ListenError.self, "\(name)") {
                try await Self.listener().listen(on: .unix(path: folder[name]))
            }
        }
        #expect(try folder.files == ["file", "folder", "link", "lost"])
        #expect(try folder.text(of: "file") == "precious")
    }

    @Test func `a missing folder is told`() async throws {
        let folder = try ScratchFolder()
        let path = folder["run/policy.sock"]
        let error = await #expect(throws: ListenError.self) { try await Self.listener().listen(on: .unix(path: path)) }
        #expect(error?.description == "cannot listen on unix:\(path): No such file or directory")
    }

    @Test func `a path of 103 octets is listened on, one of 104 is refused`() async throws {
        let folder = try ScratchFolder()
        let longest = folder[String(repeating: "p", count: 103 - folder.path.utf8.count - 1)]
        try #require(longest.utf8.count == 103)
        try await Self.serve(longest)
        let error = await #expect(throws: ListenError.self) {
            try await Self.listener().listen(on: .unix(path: longest + "p"))
        }
        #expect(
            error?.description == """
                the path of the socket \(longest)p has more than 103 octets; choose a shorter runtime directory
                """
        )
    }

    @Test func `a path counts in octets, not in characters`() async throws {
        let path = "/tmp/" + String(repeating: "ü", count: 52)
        #expect(path.count == 57)
        let error = await #expect(throws: ListenError.self) { try await Self.listener().listen(on: .unix(path: path)) }
        #expect(error?.description.contains("more than 103 octets") == true)
    }

    @Test func `a port that is in use is told`() async throws {
        let port = try LoopbackPort.free()
        let listener = Self.listener()
        try await listener.listen(on: .inet(host: "127.0.0.1", port: port))
        let error = await #expect(throws: ListenError.self) {
            try await Self.listener().listen(on: .inet(host: "127.0.0.1", port: port))
        }
        #expect(error?.description == "another service listens on inet:127.0.0.1:\(port) already")
        await listener.stop()
    }

    @Test func `an address that is not this machine's is told`() async throws {
        let error = await #expect(throws: ListenError.self) {
            try await Self.listener().listen(on: .inet(host: "192.0.2.1", port: 10_040))
        }
        #expect(error?.description == "cannot listen on inet:192.0.2.1:10040: Cannot assign requested address")
    }

    @Test func `the next service takes the place of one that has stopped`() async throws {
        let folder = try ScratchFolder()
        for _ in 0..<3 { try await Self.serve(folder["policy.sock"]) }
        let port = try LoopbackPort.free()
        for _ in 0..<3 {
            let site = try Site()
            let server = Self.server(site)
            try await server.listen(on: .inet(host: "127.0.0.1", port: port))
            #expect(try await Client(port: port).ask(.plaintext) == PolicyServerTests.refusal)
            await server.stop()
        }
    }

    @Test func `on a socket that was kept, who connects while the service is away is answered`() async throws {
        let folder = try ScratchFolder()
        let site = try Site()
        let first = Self.server(site)
        let descriptor = try #require(try await first.listen(on: .unix(path: folder["policy.sock"])))
        // What systemd holds meanwhile.
        let kept = dup(descriptor)
        await first.stop()
        let client = try Client(path: folder["policy.sock"])
        let next = Self.server(site)
        try await next.listen(on: .unix(path: folder["policy.sock"]), kept: kept)
        #expect(try await client.ask(.plaintext) == PolicyServerTests.refusal)
        await next.stop()
    }

    @Test func `connections beyond the limit are closed, and there is room again when others leave`() async throws {
        let limit = ServerLimits.connections
        try Self.allowFiles(2 * limit + 1000)
        try await Service.run { service in
            var clients: [Client] = []
            while clients.count < limit {
                for _ in 0..<200 { clients.append(try service.connect()) }
                try await eventually { service.server.connections == clients.count }
            }
            let excess = try (0..<20).map { _ in try service.connect() }
            for client in excess { #expect(try await client.closing() == "") }
            let line = "warning: connection refused: too many connections limit=\(limit) refused=1"
            #expect(service.site.lines.all.first == line)
            #expect(service.site.lines.all.count < 10)
            for client in [clients[0], clients[limit / 2], clients[limit - 1]] {
                #expect(try await client.ask(.plaintext) == PolicyServerTests.refusal)
            }
            for client in clients[..<20] { client.close() }
            try await eventually { service.server.connections == limit - 20 }
            for _ in 0..<20 {
                clients.append(try service.connect())
                #expect(try await clients[clients.count - 1].ask(.plaintext) == PolicyServerTests.refusal)
            }
            #expect(service.server.connections == limit)
        }
    }

    private static func listener() -> Listener {
        Listener(group: .singletonMultiThreadedEventLoopGroup, logger: LogLines().logger) { _ in }
    }

    private static func server(_ site: Site) -> PolicyServer {
        PolicyServer(service: site.decider, group: .singletonMultiThreadedEventLoopGroup, logger: site.lines.logger)
    }

    /// Listens on a path, is asked there, and stops.
    private static func serve(_ path: String) async throws {
        let server = server(try Site())
        try await server.listen(on: .unix(path: path))
        #expect(try await Client(path: path).ask(.plaintext) == PolicyServerTests.refusal)
        await server.stop()
    }

    private static func mode(of path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    private static func allowFiles(_ count: Int) throws {
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        if limit.rlim_cur < count { limit.rlim_cur = min(limit.rlim_max, rlim_t(count)) }
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        try #require(limit.rlim_cur >= count, "the test needs \(count) file descriptors")
    }
}
