import DecisionJournal
import Dispatch
import Foundation
import MailLab
import MandateCore
import Synchronization
import TestSupport
import Testing

/// A journal in a folder of its own, with what its writer tells.
final class TestJournal: Sendable {
    struct Commit: Sendable {
        let records: [DecisionRecord]
        let areRecorded: Bool
    }

    /// 2026-07-01T12:00:00Z
    static let start = Timestamp(milliseconds: 1_782_907_200_000)

    let folder: ScratchFolder
    let path: String
    let writer: JournalWriter
    /// Each time that writing begins to fail, the reason, and nil each time that it works again.
    let changes: Received<String?>
    /// What became of the records, commit by commit.
    let commits: Received<Commit>
    /// The records that were written, under the names that the writer gave them.
    private let written: Received<DecisionRecord>
    /// The heads of the chain that the writer tells.
    let heads: Received<ChainHead>
    private let now: TestClock

    /// - Parameters:
    ///   - folder: Where the journal is; by default a folder of its own.
    ///   - name: The journal's path in the folder.
    ///   - second: The path in the folder of another journal, to which the writer writes the same.
    ///   - patience: How long the writer waits for a file that is locked, which soon is free but where the test says otherwise.
    init(
        in folder: ScratchFolder? = nil,
        name: String = "journal.sqlite",
        second: String? = nil,
        survivesPowerLoss: Bool = false,
        patience: Duration = Deadline.patience
    ) throws {
        let folder = try folder ?? ScratchFolder()
        self.folder = folder
        path = folder[name]
        let paths = [name, second].compactMap { name in name.map { folder[$0] } }
        let (changes, commits, now) = (Received<String?>(), Received<Commit>(), TestClock(Self.start))
        let (heads, written) = (Received<ChainHead>(), Received<DecisionRecord>())
        (self.changes, self.commits, self.heads, self.written, self.now) = (changes, commits, heads, written, now)
        writer = JournalWriter(
            journals: paths.map { .sqlite(path: $0, survivesPowerLoss: survivesPowerLoss, patience: patience) },
            host: "gateway",
            clock: { now.moment },
            events: JournalWriter.Events(
                written: { records, areRecorded in
                    commits.append(Commit(records: records, areRecorded: areRecorded))
                    if areRecorded { for record in records { written.append(record) } }
                },
                failed: { changes.append($0) },
                head: { heads.append($0) }
            )
        )
    }

    /// Lets time pass.
    func advance(seconds: Int) { now.advance(milliseconds: seconds * 1000) }

    /// A decision of this moment.
    func decision(_ action: ActionWord = .reject, _ change: (inout DecisionRecord) -> Void = { _ in }) -> DecisionRecord
    {
        var record = DecisionRecord(
            time: now.moment,
            host: "gateway",
            frontend: .policy,
            stage: "RCPT",
            action: action,
            mode: .enforce,
            agreement: "partner",
            partner: "Partner AG",
            direction: .inbound,
            violations: action == .accept ? [] : [.sessionNotEncrypted],
            reply: action == .accept ? nil : "550 5.7.1 TLS agreement with Partner AG",
            sender: "anna@partner.example",
            recipients: ["berta@example.com"],
            register: "0123"
        )
        change(&record)
        return record
    }

    /// Records a refusal and waits until its answer may go out.
    ///
    /// - Returns: Whether it is told as committed.
    func refuse(_ record: DecisionRecord) async throws -> Bool {
        let told = Received<Bool>()
        writer.record(record) { told.append($0) }
        return try await told.next()
    }

    /// Records a refusal that must be committed.
    ///
    /// - Returns: The record under its name.
    @discardableResult
    func refused(_ change: (inout DecisionRecord) -> Void = { _ in }) async throws -> DecisionRecord {
        let record = decision(.reject, change)
        try #require(try await refuse(record), "\(writer.health)")
        return try await named(record)
    }

    /// Records an acceptance and waits until it is written.
    ///
    /// - Returns: The record under its name.
    @discardableResult
    func accepted(_ change: (inout DecisionRecord) -> Void = { _ in }) async throws -> DecisionRecord {
        let record = decision(.accept, change)
        writer.record(record)
        return try await named(record)
    }

    /// Waits until a record is written; those that nobody waits for are passed over.
    private func named(_ record: DecisionRecord) async throws -> DecisionRecord {
        let content = try record.content
        while true {
            let found = try await written.next()
            if found.sender == record.sender, try found.content == content { return found }
        }
    }

    /// Records several things while the writer is busy, so that they wait for it together.
    func inOneMoment(_ body: () throws -> Void) async throws {
        let (isBusy, goOn) = (Received<Bool>(), DispatchSemaphore(value: 0))
        writer.record(decision()) { isCommitted in
            isBusy.append(isCommitted)
            // The test may have to wait for a thread for as long as other tests hold them all.
            _ = goOn.wait(timeout: .now() + 600)
        }
        defer { goOn.signal() }
        _ = try await isBusy.next()
        try body()
    }

    /// Waits until the writer has written all that was recorded so far.
    func settle() async throws {
        // A name of its own keeps it apart from acceptances that nobody waited for.
        let mark = UUID().uuidString
        try await accepted { $0.heloName = mark }
    }

    func reader() throws -> SQLiteJournal { try SQLiteJournal(path: path) }

    /// All that the journal lists.
    func entries(_ query: RecordQuery = RecordQuery()) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        try reader().list(query) { entries.append($0) }
        return entries
    }

    /// The decisions that the journal lists.
    func decisions(_ query: RecordQuery = RecordQuery()) throws -> [DecisionRecord] {
        try entries(query).compactMap { if case .decision(let record) = $0 { record } else { nil } }
    }

    /// The numbers of the gaps that the journal lists.
    func gaps(_ query: RecordQuery = RecordQuery()) throws -> [Int] {
        try entries(query).compactMap { if case .gap(_, _, _, let lost) = $0 { lost } else { nil } }
    }
}

/// A clock that stands still until it is told to go on.
private final class TestClock: Sendable {
    private let now: Mutex<Timestamp>

    init(_ start: Timestamp) { now = Mutex(start) }

    var moment: Timestamp { now.withLock { $0 } }

    func advance(milliseconds: Int) {
        now.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }
}

extension DecisionRecord {
    /// The record as `audit` prints it: two records are the same where this is.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// The record but for its name, which it gets when it is written.
    var content: String {
        get throws {
            var unnamed = self
            unnamed.id = .unnamed
            return try unnamed.json
        }
    }
}
