import Foundation

/// A thread of its own for what blocks: the concurrency pool has no more of them than the machine has processors.
enum OwnThread {
    static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: Result(catching: work)) }.start()
        }
        return try result.get()
    }
}
