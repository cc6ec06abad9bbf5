import Synchronization
import Testing

/// Values that callbacks hand over, each of which a test waits for with a limit.
///
/// The limits are long: a test that is asynchronous gets its turn again when all others have had theirs, and those that block a
/// thread meanwhile can take minutes.
final class Received<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation
    private let values = Mutex<[Value]>([])

    init() { (stream, continuation) = AsyncStream.makeStream() }

    /// All that has come so far, waited for or not.
    var all: [Value] { values.withLock { $0 } }

    func append(_ value: Value) {
        values.withLock { $0.append(value) }
        continuation.yield(value)
    }

    /// The next value that was not waited for yet; the test fails where none comes within the limit.
    @discardableResult
    func next(within limit: Duration = .seconds(600)) async throws -> Value {
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
        return try #require(found.first, "nothing came within \(limit)")
    }
}

/// Tries until something holds; the test fails where it does not within the limit. For what gives no signal.
func eventually(within limit: Duration = .seconds(600), _ holds: () async throws -> Bool) async throws {
    let end = ContinuousClock.now.advanced(by: limit)
    while try await !holds() {
        try #require(ContinuousClock.now < end, "it did not come true within \(limit)")
        try await Task.sleep(for: .milliseconds(10))
    }
}
