import Dispatch
import Synchronization

/// A value that one thread changes and others wait for, each wait with a limit.
final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var waiters: [DispatchSemaphore] = []
    }

    private let state: Mutex<State>

    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    var value: Value { state.withLock { $0.value } }

    /// Changes the value and wakes all who wait for it.
    func update(_ change: (inout Value) -> Void) {
        let waiters = state.withLock { state in
            change(&state.value)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.signal() }
    }

    /// Waits until `condition` finds something in the value; nil when the deadline came first.
    func wait<Found: Sendable>(until deadline: Deadline, for condition: (Value) -> Found?) -> Found? {
        while true {
            let waiter = DispatchSemaphore(value: 0)
            let found: Found? = state.withLock { state in
                if let found = condition(state.value) { return found }
                state.waiters.append(waiter)
                return nil
            }
            if let found { return found }
            if waiter.wait(timeout: deadline.dispatchTime) == .timedOut { return condition(value) }
        }
    }
}
