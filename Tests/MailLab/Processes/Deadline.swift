import Foundation

/// A moment by which a wait must have ended. Every wait of the lab has one.
package struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    package init(_ limit: Duration) {
        end = .now + limit
    }

    package var hasPassed: Bool { remaining <= .zero }

    package var remaining: Duration { ContinuousClock.now.duration(to: end) }

    /// What `poll(2)` takes: whole milliseconds, rounded up, so that a wait never ends before its limit.
    var pollTimeout: Int32 {
        let (seconds, attoseconds) = remaining.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    /// What a semaphore's wait takes.
    var dispatchTime: DispatchTime { .now() + .milliseconds(Int(pollTimeout)) }

    /// Tries until there is a result, every 10 milliseconds; nil when the time is over.
    ///
    /// For what gives no signal when it is ready: a port that another process opens, a line in a log file.
    package func poll<Result>(_ attempt: () throws -> Result?) rethrows -> Result? {
        while true {
            if let result = try attempt() { return result }
            guard !hasPassed else { return nil }
            usleep(10_000)
        }
    }
}
