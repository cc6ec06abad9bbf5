internal import Synchronization

/// A number that several threads count up.
final class Counter: Sendable {
    private let value = Atomic(0)

    /// The number, with this one.
    func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
