package import Glibc
package import Logging
package import MandateCore
package import NIOCore
internal import NIOExtras
internal import NIOPosix
internal import Synchronization

/// Listens on several addresses and keeps the connections within ``ServerLimits/connections``.
///
/// What is done with a connection is the caller's: it adds the handlers.
package final class Listener: Sendable {
    private let group: any EventLoopGroup
    private let logger: Logger
    private let quiescing: ServerQuiescingHelper
    private let listeners = Atomic<Int>(0)
    private let open = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let initialize: @Sendable (any Channel) throws -> Void

    /// - Parameter initialize: Adds the handlers of a new connection, on its event loop.
    package init(
        group: any EventLoopGroup,
        logger: Logger,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) {
        self.group = group
        self.logger = logger
        self.initialize = initialize
        quiescing = ServerQuiescingHelper(group: group)
    }

    /// The number of open connections.
    package var connections: Int { open.load(ordering: .relaxed) }

    /// Listens on an address.
    ///
    /// A unix socket that nobody listens on any more is replaced.
    ///
    /// - Parameters:
    ///   - mode: Who may connect to a unix socket. By default everybody: who may reach the socket is for its folder's
    ///     permissions to say (Postfix's smtpd runs as `postfix`).
    ///   - kept: A socket that is bound to the unix address's path already; it is the listener's from now on.
    /// - Returns: The descriptor of a unix socket, which is the listener's; nil for other addresses.
    @discardableResult
    package func listen(
        on address: ListenAddress,
        mode: mode_t = 0o666,
        kept: CInt? = nil
    ) async throws(ListenError) -> CInt? {
        switch address {
        case .inet(let host, let port):
            try await bind(address) { try await $0.bind(host: host, port: port).get() }
            return nil
        case .unix(let path):
            guard path.utf8.count <= ListenAddress.longestPath else { throw .pathTooLong(path) }
            if kept == nil { try await clear(path, address) }
            var descriptor = kept
            try await bind(address) {
                let socket = try kept ?? UnixSocket.bound(to: path)
                descriptor = socket
                return try await $0.withBoundSocket(socket).get()
            }
            guard chmod(path, mode) == 0 else {
                throw .failed(address, reason: String(cString: strerror(errno)))
            }
            return descriptor
        }
    }

    /// Closes all listeners, lets each connection finish what was asked, and returns when all are closed.
    package func stop() async {
        // The helper waits for the first listener, for ever where there is none.
        guard listeners.load(ordering: .relaxed) > 0 else { return }
        let promise = group.next().makePromise(of: Void.self)
        quiescing.initiateShutdown(promise: promise)
        try? await promise.futureResult.get()
    }

    private func bind(
        _ address: ListenAddress,
        _ bind: (ServerBootstrap) async throws -> any Channel
    ) async throws(ListenError) {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: ServerLimits.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [quiescing, logger] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptFailures(logger: logger))
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            // A mail server sends one request and waits: a second read would find nothing.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: ServerLimits.readSize)
            )
            .childChannelInitializer { [self] channel in channel.eventLoop.makeCompletedFuture { try accept(channel) } }
        do {
            _ = try await bind(bootstrap)
            listeners.add(1, ordering: .relaxed)
        } catch {
            if (error as? IOError)?.errnoCode == EADDRINUSE { throw .inUse(address) }
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw .failed(address, reason: reason)
        }
        logger.info("listening", metadata: ["address": "\(address)"])
    }

    private func accept(_ channel: any Channel) throws {
        let count = open.add(1, ordering: .relaxed).newValue
        channel.closeFuture.whenComplete { [self] _ in open.subtract(1, ordering: .relaxed) }
        guard count <= ServerLimits.connections else {
            let refused = refused.add(1, ordering: .relaxed).newValue
            if refused.nonzeroBitCount == 1 {
                logger.warning(
                    "connection refused: too many connections",
                    metadata: ["limit": "\(ServerLimits.connections)", "refused": "\(refused)"]
                )
            }
            throw ChannelError.eof
        }
        try initialize(channel)
    }

    /// Removes a socket file that no process listens on.
    private func clear(_ path: String, _ address: ListenAddress) async throws(ListenError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .failed(address, reason: "a file that is no socket stands there")
        }
        do {
            let probe = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
            try? await probe.close().get()
            throw ListenError.inUse(address)
        } catch let error as IOError where error.errnoCode == ECONNREFUSED {
            // Nobody listens any more; every other error comes from somebody who does.
        } catch {
            throw .inUse(address)
        }
        unlink(path)
    }
}
