internal import Dispatch
internal import Foundation
internal import Synchronization

/// The thread that writes the journal.
///
/// It is a batch thread (sched(7), SCHED_BATCH): woken, it does not push the threads that answer off their processor, so that
/// under load more records share a commit; where a processor is idle it runs at once.
final class WriterThread: Sendable {
    private let wakeUps = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopping = Atomic(false)

    /// SCHED_BATCH of <sched.h>, which Swift does not import.
    private static let batch: Int32 = 3

    /// - Parameter work: Called after each ``wake()``, one call after the other.
    func start(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            var parameters = sched_param(sched_priority: 0)
            pthread_setschedparam(pthread_self(), Self.batch, &parameters)
            wakeUps.wait()
            while !isStopping.load(ordering: .acquiring) {
                work()
                wakeUps.wait()
            }
            ended.signal()
        }
        thread.start()
    }

    func wake() { wakeUps.signal() }

    /// Begins no more work, and lets the thread end.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        wake()
    }

    /// Stops, and waits for the work that is under way.
    func join() {
        stop()
        ended.wait()
    }
}
