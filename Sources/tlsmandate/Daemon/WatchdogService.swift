import Logging
import Milter
import NIOCore
import ServiceLifecycle

/// Tells systemd that the service is well while it is: each thread that answers Postfix takes up a task, and libmilter a session.
/// Nothing is told while one of them does not, and systemd ends and restarts the service (systemd.service(5), WatchdogSec).
///
/// A journal that cannot be written is no reason: a restart would not mend the disk, and the answers say so meanwhile.
struct WatchdogService: Service {
    let group: any EventLoopGroup
    let milter: MilterService?
    let logger: Logger

    func run() async throws {
        guard let limit = ServiceManager.watchdog else {
            try? await gracefulShutdown()
            return
        }
        // Three times in each limit, so that one late answer is no death.
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if await isWell(within: limit / 3) { ServiceManager.alive() }
                try? await Task.sleep(for: limit / 3)
            }
        }
    }

    /// Whether all who answer mail servers do; a thread that is stuck keeps this waiting, for as long as it is.
    ///
    /// - Parameter limit: What libmilter has for its answer.
    func isWell(within limit: Duration) async -> Bool {
        for loop in group.makeIterator() {
            do { try await loop.submit {}.get() } catch { return false }
        }
        if let milter, await OwnThread.run({ milter.isStuck(for: limit) }) {
            logger.error("the milter does not answer; systemd is not told that the service is well")
            return false
        }
        return true
    }
}
