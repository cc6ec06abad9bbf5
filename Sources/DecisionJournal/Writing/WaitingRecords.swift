internal import DequeModule
internal import MandateCore

/// What waits for the journal, in two lines: refusals, whose answers wait with them, and what is written behind its answer.
struct WaitingRecords {
    /// A record by reference: it is handed on several times, and a copy would retain its every field.
    final class Entry: Sendable {
        let record: DecisionRecord

        init(_ record: DecisionRecord) { self.record = record }
    }

    struct Awaited {
        let entry: Entry
        let committed: @Sendable (Bool) -> Void
    }

    enum Behind {
        case record(Entry)
        case completion(instance: String, queueID: String)
    }

    /// What is written in one commit.
    struct Batch {
        let registers: [StoredRegister]
        let awaited: [Awaited]
        let behind: [Behind]
        let lost: Int
        /// The records of the batch, in the order in which they are written: that of their decisions.
        let entries: [Entry]

        init(registers: [StoredRegister], awaited: [Awaited], behind: [Behind], lost: Int) {
            self.registers = registers
            self.awaited = awaited
            self.behind = behind
            self.lost = lost
            let accepted = behind.compactMap { if case .record(let entry) = $0 { entry } else { nil } }
            entries = (accepted + awaited.map(\.entry)).sorted { $0.record.time < $1.record.time }
        }
    }

    private var registers: [StoredRegister] = []
    private var awaited: [Awaited] = []
    private var behind: Deque<Behind> = []
    /// Ends of messages that a commit which failed should have noted; the next that succeeds brings them back.
    private var postponed: [Behind] = []
    /// Acceptances to be told of by the next gap record.
    private var lost = 0
    private var isDraining = false
    private var passedOver = 0
    var health = JournalWriter.Health()

    mutating func add(_ entry: Awaited) { awaited.append(entry) }

    mutating func add(_ register: StoredRegister) { registers.append(register) }

    /// Adds what is written behind its answer; where there is no room an acceptance is counted, and the end of a message dropped.
    mutating func add(_ entry: Behind) {
        if behind.count < JournalLimits.waitingAcceptances {
            behind.append(entry)
        } else if case .record = entry {
            lose(1)
        }
    }

    /// Marks that somebody drains; false where somebody does already.
    mutating func begin() -> Bool {
        defer { isDraining = true }
        return !isDraining
    }

    private mutating func lose(_ count: Int) {
        lost += count
        health.lost += count
    }

    /// All refusals that wait, and some of what is written behind; nil where there is nothing to do, and draining ends.
    ///
    /// A refusal's commit stays small: what is not waited for goes along when it is little, when it fills a commit, when nothing
    /// else waits, or when it was passed over for too long.
    mutating func take() -> Batch? {
        guard !registers.isEmpty || !awaited.isEmpty || !behind.isEmpty else {
            isDraining = false
            return nil
        }
        let fitsBeside =
            behind.count <= JournalLimits.acceptancesBesideRefusals
            || behind.count >= JournalLimits.acceptancesInOneCommit
            || passedOver >= JournalLimits.commitsWithoutAcceptances
        let count = awaited.isEmpty || fitsBeside ? min(behind.count, JournalLimits.acceptancesInOneCommit) : 0
        passedOver = count > 0 ? 0 : passedOver + 1
        let batch = Batch(registers: registers, awaited: awaited, behind: Array(behind.prefix(count)), lost: lost)
        registers.removeAll()
        awaited.removeAll(keepingCapacity: true)
        behind.removeFirst(count)
        lost = 0
        return batch
    }

    /// What is left at the end when no record comes any more: the number of a gap, and what was postponed.
    mutating func takeLast() -> Batch? {
        guard lost > 0 || !postponed.isEmpty else { return nil }
        defer { (lost, postponed) = (0, []) }
        return Batch(registers: [], awaited: [], behind: postponed, lost: lost)
    }

    /// Notes that a batch is written.
    ///
    /// - Returns: Whether writing had failed before.
    mutating func succeeded(_ batch: Batch) -> Bool {
        defer { health.failure = nil }
        health.recorded += batch.entries.count
        behind.append(contentsOf: postponed)
        postponed.removeAll()
        return health.failure != nil
    }

    /// Notes that a batch could not be written: its acceptances are lost, what else is not waited for is kept.
    ///
    /// - Returns: Whether writing had not failed before.
    mutating func failed(_ batch: Batch, reason: String) -> Bool {
        defer { health.failure = reason }
        lost += batch.lost
        lose(batch.entries.count - batch.awaited.count)
        let ends = batch.behind.filter { if case .completion = $0 { true } else { false } }
        postponed = (postponed + ends).suffix(JournalLimits.waitingAcceptances)
        return health.failure == nil
    }
}
