package import Logging
package import MandateCore
package import NIOCore

/// A server of one protocol: listeners, limits, and a handler for each connection.
package final class RequestServer<Service: RequestService>: Sendable {
    private let listener: Listener

    package init(service: Service, group: any EventLoopGroup, logger: Logger) {
        listener = Listener(group: group, logger: logger) { channel in
            try channel.pipeline.syncOperations.addHandler(RequestHandler(service: service, logger: logger))
        }
    }

    /// The number of open connections.
    package var connections: Int { listener.connections }

    /// Listens on an address, as ``Listener/listen(on:mode:kept:)`` does.
    @discardableResult
    package func listen(on address: ListenAddress, kept: CInt? = nil) async throws(ListenError) -> CInt? {
        try await listener.listen(on: address, kept: kept)
    }

    /// Answers what has been asked and closes all connections.
    package func stop() async { await listener.stop() }
}

/// The Postfix policy service.
package typealias PolicyServer = RequestServer<PolicyDecider>
