import MandateCore
import Synchronization
import TestSupport

/// A journal that does what a test wants.
final class FakeLog: DecisionLog {
    enum Behaviour: Sendable {
        /// Every refusal is committed at once.
        case commits
        /// Nothing can be written.
        case fails
        /// A refusal is committed when the test says so.
        case waits
    }

    struct Refusal: Sendable {
        let record: DecisionRecord
        let committed: @Sendable (Bool) -> Void
    }

    struct Completion: Equatable, Sendable {
        let instance: String
        let queueID: String
    }

    /// Decisions that were not waited for.
    let behind = Received<DecisionRecord>()
    let refusals = Received<Refusal>()
    let completions = Received<Completion>()
    private let behaviour = Mutex(Behaviour.commits)

    func behave(_ behaviour: Behaviour) { self.behaviour.withLock { $0 = behaviour } }

    func record(_ record: DecisionRecord) { behind.append(record) }

    func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void) {
        refusals.append(Refusal(record: record, committed: committed))
        switch behaviour.withLock({ $0 }) {
        case .commits: committed(true)
        case .fails: committed(false)
        case .waits: break
        }
    }

    func complete(instance: String, queueID: String) {
        completions.append(Completion(instance: instance, queueID: queueID))
    }
}
