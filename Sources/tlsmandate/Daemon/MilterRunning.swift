import Milter
import ServiceLifecycle

/// The milter as a part of the service: stopped in its turn, and ended when libmilter ends.
struct MilterRunning: Service {
    let milter: MilterService

    func run() async {
        await withTaskGroup { group in
            group.addTask { await milter.run() }
            group.addTask {
                try? await gracefulShutdown()
                await OwnThread.run { milter.stop() }
            }
            // libmilter may have ended by itself; what is under way is answered all the same.
            await group.next()
            group.cancelAll()
        }
    }
}
