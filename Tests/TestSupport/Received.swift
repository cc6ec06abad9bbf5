internal import Synchronization

/// Values that callbacks hand over, each of which a test waits for with a limit.
///
/// The limits are long: a test that is asynchronous gets its turn again when all others have had theirs, and those that block a
/// thread meanwhile can take minutes.
package final class Received<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation
    private let values = Mutex<[Value]>([])

    package init() { (stream, continuation) = AsyncStream.makeStream() }

    /// All that has come so far, waited for or not.
    package var all: [Value] { values.withLock { $0 } }

    package func append(_ value: Value) {
        values.withLock { $0.append(value) }
        continuation.yield(value)
    }

    /// The next value that was not waited for yet.
    ///
    /// - Throws: ``WaitedInVain`` where none comes within the limit.
    @discardableResult
    package func next(within limit: Duration = .seconds(600)) async throws -> Value {
        let stream = stream
        let found = try await withThrowingTaskGroup(of: [Value].self) { group in
            group.addTask {
                for await value in stream { return [value] }
                return []
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return []
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
        guard let value = found.first else { throw WaitedInVain(description: "nothing came within \(limit)") }
        return value
    }
}
