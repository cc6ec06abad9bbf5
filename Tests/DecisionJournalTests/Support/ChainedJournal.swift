import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// A closed journal whose chain has entries of each kind: six records, of which the third got its queue id at its message's end,
/// that end, a gap, and a register.
struct ChainedJournal {
    let journal: TestJournal
    /// The six, as they were written.
    let records: [RecordID]
    /// The heads that the writer told: of the first day, and at the end.
    var heads: [ChainHead] { journal.heads.all }

    init() async throws {
        journal = try TestJournal()
        var records: [RecordID] = []
        journal.writer.use(StoredRegister.sample)
        for number in 0..<4 {
            let record = try await journal.refused { record in
                record.sender = "\(number)"
                if number == 2 { record.instance = "5d1f.0" }
                if number == 3 { record.queueID = "4ZfXyT" }
            }
            records.append(record.id)
            journal.advance(seconds: 60)
        }
        journal.writer.complete(instance: "5d1f.0", queueID: "4ZfXyU")
        try await journal.settle()
        try await Self.lose(in: journal)
        for number in 4..<6 { records.append(try await journal.refused { $0.sender = "\(number)" }.id) }
        self.records = records
        journal.writer.close()
    }

    /// Loses one acceptance; the next commit tells of it.
    private static func lose(in journal: TestJournal) async throws {
        let other = try OtherConnection(journal.path)
        try other.run("CREATE TRIGGER fault BEFORE INSERT ON decision BEGIN SELECT RAISE(ABORT, 'fault'); END")
        journal.writer.record(journal.decision(.accept))
        try await eventually { journal.writer.health.lost == 1 }
        try other.run("DROP TRIGGER fault")
    }

    /// Changes the file behind the writer's back.
    func tamper(_ sql: String) throws { try OtherConnection(journal.path).run(sql) }

    func verify(anchor: ChainHead? = nil) throws -> ChainVerification { try journal.reader().verify(anchor: anchor) }
}

extension StoredRegister {
    /// A register whose digests are right.
    static let sample: StoredRegister = {
        let texts = [
            ("/etc/tlsmandate/tlsmandate.yaml", "organisation:"),
            ("/etc/tlsmandate/agreements.d/tüv.yaml", "partner: TÜV"),
        ]
        return StoredRegister.made(of: texts)
    }()

    static func made(of texts: [(path: String, text: String)]) -> StoredRegister {
        let stored = texts.map { path, text in
            Text(path: path, digest: SHA256Digest.hexadecimal(of: text), octets: Array(text.utf8))
        }
        let lines = stored.map { "\($0.digest)  \($0.path.replacing("/etc/tlsmandate/", with: ""))\n" }
        return StoredRegister(digest: SHA256Digest.hexadecimal(of: lines.joined()), texts: stored)
    }
}
