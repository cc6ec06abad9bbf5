internal import MailLab
internal import Synchronization

/// Values that callbacks hand over, each of which a test waits for with a limit, without holding up a thread. One test waits at a
/// time.
package final class Received<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        /// How many of them were waited for.
        var taken = 0
        /// The test that waits for the next one.
        var waiting: CheckedContinuation<Void, Never>?
    }

    /// Nothing came within the limit.
    package struct NothingCame: Error, CustomStringConvertible {
        let limit: Duration

        package var description: String { "nothing came within \(limit)" }
    }

    private let state = Mutex(State())

    package init() {}

    /// All that has come so far, waited for or not.
    package var all: [Value] { state.withLock { $0.values } }

    package func append(_ value: Value) {
        state.withLock { $0.values.append(value) }
        wake()
    }

    /// The next value that was not waited for yet. Throws ``NothingCame``.
    ///
    /// What has come when the test goes on counts, however long it had to wait for a thread.
    @discardableResult
    package func next(within limit: Duration = Deadline.patience) async throws -> Value {
        if let value = take() { return value }
        let deadline = Deadline(limit)
        let alarm = Task { [self] in
            try await Task.sleep(for: limit)
            wake()
        }
        defer { alarm.cancel() }
        while true {
            let isLast = deadline.hasPassed
            if let value = take() { return value }
            guard !isLast else { throw NothingCame(limit: limit) }
            await withCheckedContinuation { waiting in
                let isNeeded = state.withLock { state in
                    guard state.taken == state.values.count, !deadline.hasPassed else { return false }
                    state.waiting = waiting
                    return true
                }
                if !isNeeded { waiting.resume() }
            }
        }
    }

    private func take() -> Value? {
        state.withLock { state in
            guard state.taken < state.values.count else { return nil }
            defer { state.taken += 1 }
            return state.values[state.taken]
        }
    }

    private func wake() {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
