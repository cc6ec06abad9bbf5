import Dispatch
import MandateCore
import Synchronization

/// A journal that does what a test wants, and keeps what it was given.
final class FakeLog: DecisionLog {
    enum Behaviour: Sendable {
        /// Every refusal is committed at once.
        case commits
        /// Every refusal is committed a while later, on another thread.
        case commitsLater
        /// Nothing can be written.
        case fails
        /// Nothing can be written of one agreement; the rest is committed.
        case failsFor(agreement: String)
    }

    private struct State {
        var behaviour = Behaviour.commits
        var behind: [DecisionRecord] = []
        var refusals: [DecisionRecord] = []
        var committed = 0
    }

    private let state = Mutex(State())

    /// Decisions that were not waited for.
    var behind: [DecisionRecord] { state.withLock { $0.behind } }
    /// Decisions that were to be committed before they are answered.
    var refusals: [DecisionRecord] { state.withLock { $0.refusals } }
    /// How many of them were.
    var committed: Int { state.withLock { $0.committed } }
    /// All, in no order.
    var records: [DecisionRecord] { state.withLock { $0.behind + $0.refusals } }

    func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

    func record(_ record: DecisionRecord) { state.withLock { $0.behind.append(record) } }

    func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void) {
        let behaviour = state.withLock { state in
            state.refusals.append(record)
            return state.behaviour
        }
        let commit: @Sendable () -> Void = {
            self.state.withLock { $0.committed += 1 }
            committed(true)
        }
        switch behaviour {
        case .commits: commit()
        case .commitsLater: DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50), execute: commit)
        case .fails: committed(false)
        case .failsFor(let agreement): record.agreement == agreement ? committed(false) : commit()
        }
    }

    func complete(instance: String, queueID: String) {}
}
