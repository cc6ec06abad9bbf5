import Foundation
import MandateCore
import NIOPosix
import PostfixServers
import TestSupport
import Testing

/// The policy service of a site, listening.
final class Service: Sendable {
    let site: Site
    let server: PolicyServer
    let path: String
    private let folder: ScratchFolder

    /// Starts a service on a unix socket, and runs a test with it. The service is stopped afterwards.
    static func run(_ site: Site, _ test: (Service) async throws -> Void) async throws {
        let service = try await Service(site)
        do {
            try await test(service)
        } catch {
            await service.stop()
            throw error
        }
        await service.stop()
    }

    static func run(_ test: (Service) async throws -> Void) async throws { try await run(Site(), test) }

    private init(_ site: Site) async throws {
        // As the daemon does: writing to a client that is gone must not end the process.
        signal(SIGPIPE, SIG_IGN)
        self.site = site
        folder = try ScratchFolder()
        path = folder["policy.sock"]
        server = PolicyServer(
            service: site.decider,
            group: .singletonMultiThreadedEventLoopGroup,
            logger: site.lines.logger
        )
        try await server.listen(on: .unix(path: path))
    }

    func connect() throws -> Client { try Client(path: path) }

    private func stop() async {
        // An answer that still waits would keep its connection open.
        for refusal in site.log.refusals.all { refusal.committed(false) }
        await server.stop()
    }
}
