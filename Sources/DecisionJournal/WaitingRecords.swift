internal import DequeModule
internal import MandateCore

/// What waits for the journal, in two lines: refusals, whose answers wait with them, and what is written behind its answer.
struct WaitingRecords {
    struct Awaited {
        let record: DecisionRecord
        let committed: @Sendable (Bool) -> Void
    }

    enum Behind {
        case record(DecisionRecord)
        case completion(instance: String, queueID: String)
        case register(StoredRegister)
    }

    var awaited: [Awaited] = []
    var behind: Deque<Behind> = []
    /// Acceptances to be told of by the next gap record.
    private(set) var lost = 0
    private var isDraining = false
    var health = JournalWriter.Health()

    /// Marks that somebody drains; false where somebody does already.
    mutating func begin() -> Bool {
        defer { isDraining = true }
        return !isDraining
    }

    mutating func lose(_ count: Int) {
        lost += count
        health.lost += count
    }

    /// Puts a number back that a gap record should have told of.
    mutating func stillLost(_ count: Int) { lost += count }

    /// All refusals that wait, and some of what is written behind; nil where there is nothing to do, and draining ends.
    mutating func take() -> (awaited: [Awaited], behind: [Behind], lost: Int)? {
        guard !awaited.isEmpty || !behind.isEmpty else {
            isDraining = false
            return nil
        }
        let refusals = awaited
        awaited.removeAll(keepingCapacity: true)
        // A refusal's commit stays small: what is not waited for goes along when it fills a commit, or when nothing else waits.
        let isFull = behind.count >= JournalLimits.acceptancesInOneCommit
        let count = refusals.isEmpty || isFull ? min(behind.count, JournalLimits.acceptancesInOneCommit) : 0
        let accepted = Array(behind.prefix(count))
        behind.removeFirst(count)
        defer { lost = 0 }
        return (refusals, accepted, lost)
    }
}
