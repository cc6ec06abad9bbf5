import Milter
import ServiceLifecycle

/// The milter as a part of the service: stopped in its turn, and ended when libmilter ends.
struct MilterRunning: Service {
    let milter: MilterService

    func run() async throws {
        await withGracefulShutdownHandler {
            await milter.run()
        } onGracefulShutdown: {
            milter.stop()
        }
    }
}
