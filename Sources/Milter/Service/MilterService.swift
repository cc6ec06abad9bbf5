internal import CMilter
internal import Dispatch
internal import Foundation
package import Logging
package import MandateCore

/// The milter: libmilter's listener and threads, and what they decide by.
///
/// One a process, and once: libmilter's registration and its stop are for the whole process.
package final class MilterService: Sendable {
    private let handler: MilterHandler
    package let address: ListenAddress
    private let logger: Logger
    private let (ended, end) = AsyncStream.makeStream(of: Never.self)

    package init(address: ListenAddress, plan: MilterPlan, journal: MilterJournal, logger: Logger) {
        handler = MilterHandler(plan: plan, journal: journal, logger: logger)
        self.address = address
        self.logger = logger
    }

    /// Sessions that begin from now on go by another plan; those that have begun keep theirs.
    package func use(_ plan: MilterPlan) { handler.use(plan) }

    /// Listens, and serves on threads of libmilter's.
    ///
    /// A unix socket that nobody listens on any more is replaced. Everybody may connect to it: who may reach it is for its
    /// folder's permissions to say.
    package func start() throws(ListenError) {
        if case .unix(let path) = address {
            guard path.utf8.count <= ListenAddress.longestPath else { throw .pathTooLong(path) }
            var status = stat()
            if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFSOCK {
                throw .failed(address, reason: "a file that is no socket stands there")
            }
        }
        if Poke.connect(to: address) { throw .inUse(address) }
        var connection = Array(address.connection.utf8CString)
        errno = 0
        guard smfi_setconn(&connection) == MI_SUCCESS, MilterCallbacks.register(handler),
            smfi_setbacklog(MilterLimits.backlog) == MI_SUCCESS, smfi_opensocket(1) == MI_SUCCESS
        else {
            let reason = errno == 0 ? "libmilter logs why to syslog" : String(cString: strerror(errno))
            throw .failed(address, reason: reason)
        }
        if case .unix(let path) = address { chmod(path, 0o666) }
        // smfi_main blocks: never on a thread of the concurrency pool. libmilter's threads inherit its signal mask.
        let thread = Thread { [end] in
            smfi_main()
            end.finish()
        }
        thread.start()
        logger.info("listening", metadata: ["address": "\(address)", "frontend": "milter"])
    }

    /// Waits until libmilter has stopped: by ``stop()``, or because a signal reached it first (it waits for SIGTERM too).
    package func run() async {
        for await _ in ended {}
    }

    /// Whether libmilter takes up no session for so many whole seconds, at least one. Blocks its thread.
    package func isStuck(for limit: Duration) -> Bool {
        Poke.isStuck(address, for: max(1, Int(limit.components.seconds)))
    }

    /// Accepts no more sessions and answers what is under way; sessions that wait for their mail server end with the process. Blocks
    /// its thread.
    package func stop() {
        // smfi_stop waits for the listener, which sees that it is to stop after a connection or five seconds (libmilter's
        // listener.c, MI_CHK_TIME): so it is connected to, while smfi_stop waits.
        let isStopped = DispatchSemaphore(value: 0)
        Thread {
            smfi_stop()
            isStopped.signal()
        }.start()
        for _ in 0..<MilterLimits.pokes {
            if isStopped.wait(timeout: .now() + MilterLimits.poke) == .success { break }
            _ = Poke.connect(to: address)
        }
        handler.gate.close(within: MilterLimits.farewell)
    }
}
