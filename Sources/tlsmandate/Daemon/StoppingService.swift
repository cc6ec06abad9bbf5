import ServiceLifecycle

/// A part of the service that runs by itself and only has to be stopped, in its turn: the last started first.
struct StoppingService: Service {
    private let stop: @Sendable () async -> Void

    init(stop: @escaping @Sendable () async -> Void) { self.stop = stop }

    func run() async throws {
        try? await gracefulShutdown()
        await stop()
    }
}
