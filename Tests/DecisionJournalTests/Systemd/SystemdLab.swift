import DecisionJournal
import Foundation
import MailLab
import MandateCore
import TestSupport
import Testing

/// A real journald, and a SQLite journal beside it, to which one writer writes the same.
final class SystemdLab: Sendable {
    let journald: JournaldInstance
    let folder: ScratchFolder
    let writer: JournalWriter
    /// Each time that writing begins to fail, the reason, and nil each time that it works again.
    let changes: Received<String?>
    /// The records as they were written, with their names.
    let written: Received<[DecisionRecord]>
    let host: String

    /// - Parameter patience: How long a refusal waits for journald, which is well but where the test says otherwise.
    init(
        host: String = "gateway",
        journald: JournaldInstance? = nil,
        withSQLite: Bool = true,
        patience: Duration = Deadline.patience
    ) throws {
        let journald = try journald ?? JournaldInstance()
        let folder = try ScratchFolder()
        let (changes, written) = (Received<String?>(), Received<[DecisionRecord]>())
        (self.journald, self.folder, self.changes, self.written, self.host) = (journald, folder, changes, written, host)
        let sqlite = JournalTarget.sqlite(path: folder["journal.sqlite"], survivesPowerLoss: false)
        writer = JournalWriter(
            journals: (withSQLite ? [sqlite] : []) + [.systemd(socket: journald.socket, patience: patience)],
            host: host,
            clock: { Self.now },
            events: JournalWriter.Events(
                written: { records, areRecorded in if areRecorded { written.append(records) } },
                failed: { changes.append($0) },
                head: { _ in }
            )
        )
    }

    static var now: Timestamp { Timestamp(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }

    /// A decision of this moment.
    func decision(_ change: (inout DecisionRecord) -> Void = { _ in }) -> DecisionRecord {
        var record = DecisionRecord(
            time: Self.now,
            host: host,
            frontend: .policy,
            stage: "RCPT",
            action: .reject,
            mode: .enforce,
            agreement: "partner",
            partner: "Partner AG",
            direction: .inbound,
            violations: [.sessionNotEncrypted],
            reply: "550 5.7.1 TLS agreement with Partner AG",
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
    func refuse(_ change: (inout DecisionRecord) -> Void = { _ in }) async throws -> Bool {
        let told = Received<Bool>()
        writer.record(decision(change)) { told.append($0) }
        return try await told.next()
    }

    /// Records a refusal that must be committed.
    ///
    /// - Returns: It, with its name.
    @discardableResult
    func refused(_ change: (inout DecisionRecord) -> Void = { _ in }) async throws -> DecisionRecord {
        try #require(try await refuse(change), "\(writer.health)")
        return try #require(try await written.next().first)
    }

    /// The journal of systemd, when journald has written all that it was handed so far.
    func systemd() async throws -> SystemdJournal {
        try await Self.settle(journald)
        return try SystemdJournal(directory: journald.journal)
    }

    /// Waits until journald has written what it was handed: a message that is sent last is there.
    static func settle(_ journald: JournaldInstance) async throws {
        let mark = UUID().uuidString
        try journald.run("logger", ["--journald"], input: "MESSAGE=\(mark)\n")
        try await eventually {
            try ChildProcess.output(of: "journalctl", ["-D", journald.journal, "-q", "MESSAGE=\(mark)"]).contains(mark)
        }
    }

    func sqlite() throws -> SQLiteJournal { try SQLiteJournal(path: folder["journal.sqlite"]) }
}

extension JournalSource {
    /// What a query lists, a line an entry.
    func lines(_ query: RecordQuery = RecordQuery()) throws -> [String] {
        var lines: [String] = []
        try list(query) { entry in
            switch entry {
            case .decision(let record): lines.append(try record.json)
            case .gap(let id, let time, let host, let lost):
                lines.append("\(id.text) \(time.text) \(host): \(lost) lost")
            }
        }
        return lines
    }

    /// The senders of the records that a query lists.
    func senders(_ query: RecordQuery = RecordQuery()) throws -> [String] {
        var senders: [String] = []
        try list(query) { entry in if case .decision(let record) = entry { senders.append(record.sender) } }
        return senders
    }
}
