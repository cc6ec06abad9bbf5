import DecisionJournal
import MandateCore
import Testing

/// Old entries are removed, and the chain stays verifiable.
extension ChainVerificationTests {
    /// A journal of so many records, a second apart, of which all but the last ten were pruned.
    private func pruned(records: Int) async throws -> TestJournal {
        let journal = try TestJournal()
        try await journal.inOneMoment {
            for _ in 0..<(records - 1) {
                journal.advance(seconds: 1)
                journal.writer.record(journal.decision()) { _ in }
            }
        }
        try await journal.settle()
        let before = Timestamp(milliseconds: TestJournal.start.milliseconds + (records - 10) * 1000)
        while try journal.writer.prune(before: before) > 0 {}
        return journal
    }

    @Test func `pruning goes in steps, and each is an entry of the chain`() async throws {
        let journal = try await pruned(records: 2500)
        #expect(try journal.decisions().count == 11)
        let verification = try journal.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.pruned == 2490)
        #expect(verification.entries == 11 + 3)
    }

    @Test func `what comes after pruning goes on from it`() async throws {
        let journal = try await pruned(records: 50)
        for _ in 0..<3 { try await journal.refused() }
        journal.writer.close()
        let again = try TestJournal(in: journal.folder)
        try await again.refused()
        let verification = try again.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.entries == 11 + 1 + 3 + 1)
    }

    @Test func `a journal of which everything was pruned goes on`() async throws {
        let journal = try await pruned(records: 50)
        journal.advance(seconds: 86_400)
        while try journal.writer.prune(before: Timestamp(milliseconds: TestJournal.start.milliseconds + 3_600_000)) > 0
        {}
        #expect(try journal.decisions().isEmpty)
        #expect(try journal.reader().verify().broken == nil)
        try await journal.refused()
        #expect(try journal.reader().verify().broken == nil)
    }

    @Test(
        arguments: [
            "UPDATE prune SET removed = removed + 1", "UPDATE prune SET through = through + 1",
            "UPDATE prune SET link = NULL", "UPDATE prune SET link = x'00'", "UPDATE prune SET time = 0",
            "UPDATE prune SET chain = x'00'", "DELETE FROM prune", "UPDATE prune SET through = 'abc'",
            "UPDATE prune SET through = x'ff'", "UPDATE prune SET removed = 'abc'", "UPDATE prune SET link = 7",
            "UPDATE prune SET link = x'\(String(repeating: "ff", count: 40))'",
            "UPDATE prune SET link = x'\(String(repeating: "ff", count: 7))fe\(String(repeating: "00", count: 32))'",
            "DELETE FROM decision WHERE id = (SELECT min(id) FROM decision)",
        ]
    )
    func `nobody can prune unseen`(sql: String) async throws {
        let journal = try await pruned(records: 50)
        try await journal.refused()
        journal.writer.close()
        try OtherConnection(journal.path).run(sql)
        #expect(try journal.reader().verify().broken != nil)
    }

    @Test func `a record that was pruned does not come back unseen`() async throws {
        let journal = try await pruned(records: 50)
        journal.writer.close()
        let columns = Self.columns.joined(separator: ", ")
        let other = try OtherConnection(journal.path)
        try other.run("INSERT INTO decision (id, \(columns)) SELECT 5, \(columns) FROM decision LIMIT 1")
        #expect(try journal.reader().verify().broken == .changed(RecordID(number: 5)))
    }

    @Test func `the end of a message whose records were pruned is no entry`() async throws {
        let journal = try TestJournal()
        try await journal.refused { $0.instance = "one" }
        journal.advance(seconds: 10)
        let before = Timestamp(milliseconds: TestJournal.start.milliseconds + 5000)
        #expect(try journal.writer.prune(before: before) == 1)
        journal.writer.complete(instance: "one", queueID: "Q1")
        try await journal.settle()
        let verification = try journal.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.entries == 2)
    }

    @Test func `a message that ends twice, with two queue ids, keeps the first`() async throws {
        let journal = try TestJournal()
        let record = try await journal.refused { $0.instance = "one" }
        try await journal.inOneMoment {
            for queueID in ["Q1", "Q2"] { journal.writer.complete(instance: "one", queueID: queueID) }
        }
        try await journal.settle()
        #expect(try journal.reader().record(record.id)?.queueID == "Q1")
        #expect(try journal.reader().verify().broken == nil)
    }

    @Test func `registers that no record names any more are removed, and the deciding one is not`() async throws {
        let journal = try TestJournal()
        let (old, new) = (StoredRegister.made(of: [("/etc/tlsmandate/tlsmandate.yaml", "old")]), StoredRegister.sample)
        journal.writer.use(old)
        try await journal.refused { $0.register = old.digest }
        journal.advance(seconds: 60)
        journal.writer.use(new)
        try await journal.settle()
        try journal.writer.removeUnusedRegisters()
        #expect(try journal.reader().register(old.digest).count == 1)
        let before = Timestamp(milliseconds: TestJournal.start.milliseconds + 30_000)
        #expect(try journal.writer.prune(before: before) == 1)
        try journal.writer.removeUnusedRegisters()
        #expect(try journal.reader().register(old.digest).isEmpty)
        #expect(try journal.reader().register(new.digest).count == new.texts.count)
        #expect(try OtherConnection(journal.path).run("SELECT count(*) FROM text") == ["\(new.texts.count)"])
        #expect(try journal.reader().verify().broken == nil)
        journal.writer.use(old)
        try await journal.refused { $0.register = old.digest }
        #expect(try journal.reader().register(old.digest).count == 1)
    }
}
