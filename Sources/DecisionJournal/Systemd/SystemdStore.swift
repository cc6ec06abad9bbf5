internal import Foundation
internal import MandateCore

/// systemd's journal, written entry by entry to journald's socket.
///
/// A batch is written when journald has taken it out of its socket; it outlives this process then. That journald keeps it is
/// beyond our sight: it drops what exceeds its rate limit (RateLimitBurst=), its largest level (MaxLevelStore=) or its space.
/// Where an entry of a batch is not taken, others of it may be: a refusal may be in the journal whose answer became a temporary
/// failure, never the other way round.
final class SystemdStore: JournalStore {
    /// systemd's own.
    static let defaultSocket = "/run/systemd/journal/socket"

    private let socket: NativeSocket
    private let patience: Duration
    /// The register that decides, and those that are not written yet.
    private var register: StoredRegister?
    private var unsaved: [StoredRegister] = []
    /// The day of the last batch, and the texts that were written on it.
    private var day: Day?
    private var savedTexts: Set<String> = []
    private var isStalled = false

    init(socket: String, patience: Duration) {
        self.socket = NativeSocket(path: socket)
        self.patience = patience
    }

    func use(_ register: StoredRegister) {
        self.register = register
        unsaved.append(register)
    }

    func write(_ batch: JournalBatch, with others: () throws -> Void) throws {
        // journald takes any name, and nothing back.
        try others()
        let deadline = ContinuousClock.now.advanced(
            by: isStalled ? SystemdLimits.patienceWithStalled : patience
        )
        do throws(SystemdFailure) {
            // A journald that hung gets nothing more before it has taken what it was handed.
            if isStalled { try socket.awaitTaken(until: deadline) }
            try writeRegisters(on: batch.time.day, until: deadline)
            for record in batch.records { try socket.send(NativeEntry(record), until: deadline) }
            for completion in batch.completions {
                try socket.send(NativeEntry(completion, at: batch.time), until: deadline)
            }
            if let gap = batch.gap { try socket.send(NativeEntry(gap, at: batch.time), until: deadline) }
            try socket.awaitTaken(until: deadline)
            unsaved.removeAll()
            isStalled = false
        } catch {
            // Of a register, too, nobody knows what became.
            day = nil
            if case .stalled = error { isStalled = true }
            throw error
        }
    }

    func close() { socket.close() }

    /// Writes the registers that are new, and each day the one that decides: journald removes its oldest entries, and the texts
    /// are to be found as long as the decisions are.
    private func writeRegisters(on day: Day, until deadline: ContinuousClock.Instant) throws(SystemdFailure) {
        if self.day != day {
            unsaved = unsaved.filter { $0.digest != register?.digest } + [register].compactMap(\.self)
            savedTexts = []
            self.day = day
        }
        for register in unsaved { try write(register, until: deadline) }
    }

    private func write(_ register: StoredRegister, until deadline: ContinuousClock.Instant) throws(SystemdFailure) {
        let isKept = register.texts.reduce(0) { $0 + $1.octets.count } <= SystemdLimits.registerTexts
        for text in register.texts where isKept && !savedTexts.contains(text.digest) {
            for entry in text.entries { try socket.send(entry, until: deadline) }
            savedTexts.insert(text.digest)
        }
        try socket.send(register.entry(isKept: isKept), until: deadline)
    }
}
