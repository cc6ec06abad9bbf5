import Foundation

/// Signals as an asynchronous sequence, by handlers of our own.
///
/// libmilter has a thread that waits for SIGTERM, SIGINT and SIGHUP (sigwait(3)), and takes them from everybody who waits for
/// blocked ones too, as Dispatch's signal sources do. A signal that has a handler goes to the main thread, which blocks none,
/// before it goes to any other (kernel/signal.c, complete_signal).
enum ProcessSignals {
    /// The pipe between the handler and its reader, for as long as the process runs: a signal handler reaches nothing but globals.
    private static let pipe: (reading: Int32, writing: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // The handler never waits: a full pipe has signals enough to be read.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        return (ends[0], ends[1])
    }()

    /// The signals that come from now on. Called once.
    static func stream(of signals: [Int32]) -> AsyncStream<Int32> {
        let reading = pipe.reading
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        Thread {
            var signal: UInt8 = 0
            while true {
                let count = read(reading, &signal, 1)
                if count == 1 { continuation.yield(Int32(signal)) } else if errno != EINTR { break }
            }
            continuation.finish()
        }.start()
        for signal in signals { handle(signal) }
        return stream
    }

    private static func handle(_ signal: Int32) {
        var action = sigaction()
        action.sa_flags = SA_RESTART
        action.__sigaction_handler.sa_handler = { signal in
            let saved = errno
            var octet = UInt8(truncatingIfNeeded: signal)
            // write(2) is safe in a handler (signal-safety(7)).
            write(ProcessSignals.pipe.writing, &octet, 1)
            errno = saved
        }
        sigaction(signal, &action, nil)
    }
}
