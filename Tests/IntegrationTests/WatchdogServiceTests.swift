import Logging
import MailLab
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import tlsmandate

/// What keeps systemd from hearing that the service is well. That it hears so while all answer is LifecycleTests'.
@Suite struct WatchdogServiceTests {
    @Test func `while a thread that answers Postfix is stuck the service is not well, and it is when that goes on`()
        async throws
    {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let watchdog = WatchdogService(group: group, milter: nil, logger: Logger(label: "test"))
        #expect(await watchdog.isWell(within: .seconds(1)))

        let stuck = Mutex(true)
        group.next().execute { _ = Deadline(.seconds(600)).poll { stuck.withLock { $0 } ? nil : true } }
        let answer = Mutex<Bool?>(nil)
        let isAsked = Received<Void>()
        let check = Task {
            isAsked.append(())
            let isWell = await watchdog.isWell(within: .seconds(1))
            answer.withLock { $0 = isWell }
        }
        try await isAsked.next()
        // Nothing tells that no answer will come: a watchdog that passes over the thread gives one at once.
        try await Task.sleep(for: .milliseconds(300))
        #expect(answer.withLock { $0 } == nil)
        stuck.withLock { $0 = false }
        await check.value
        #expect(answer.withLock { $0 } == true)
        try await group.shutdownGracefully()
    }
}
