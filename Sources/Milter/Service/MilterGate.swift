internal import Dispatch
internal import Synchronization

/// Lets callbacks in until the milter stops, and tells when the last one is out: libmilter's threads run on until the process
/// ends, and the journal closes before.
final class MilterGate: Sendable {
    private struct State {
        var isOpen = true
        var inside = 0
    }

    private let state = Mutex(State())
    private let emptied = DispatchSemaphore(value: 0)

    /// - Returns: Whether the caller is let in; it must ``leave()`` then.
    func enter() -> Bool {
        state.withLock { state in
            if state.isOpen { state.inside += 1 }
            return state.isOpen
        }
    }

    func leave() {
        let isLast = state.withLock { state in
            state.inside -= 1
            return !state.isOpen && state.inside == 0
        }
        if isLast { emptied.signal() }
    }

    /// Lets nobody in any more, and waits until nobody is inside.
    func close(within limit: DispatchTimeInterval) {
        let isEmpty = state.withLock { state in
            state.isOpen = false
            return state.inside == 0
        }
        if !isEmpty { _ = emptied.wait(timeout: .now() + limit) }
    }
}
