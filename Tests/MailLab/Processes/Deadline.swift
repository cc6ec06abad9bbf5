import Foundation

/// A moment by which a wait must have ended. Every wait of the lab has one.
package struct Deadline: Sendable {
    /// How long a test waits for what must come. Each such wait ends with what it waits for, so that much time costs nothing where
    /// all is well; and it is much, since a wait that ends early fails a test of a product that is right: a thousand tests share
    /// two cores, and a disk stands still for twenty seconds, more than once in one wait.
    package static let patience = Duration.seconds(120)

    private let end: ContinuousClock.Instant

    /// Without a limit of its own, ``patience``.
    package init(_ limit: Duration = Self.patience) {
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
