import DecisionJournal
import MandateCore
import Testing

/// Journals of before the chain.
extension ChainVerificationTests {
    /// Takes a journal back to its first schema.
    private func unchained(_ journal: TestJournal) throws {
        try OtherConnection(journal.path).run(
            """
            ALTER TABLE decision DROP COLUMN chain; ALTER TABLE gap DROP COLUMN chain;
            DROP TABLE completion; DROP TABLE prune; DELETE FROM grdb_migrations WHERE identifier = 'chain'
            """
        )
    }

    @Test func `a journal of before the chain is taken over, and what it held is told as unverifiable`() async throws {
        let chained = try await ChainedJournal()
        try unchained(chained.journal)
        let journal = try TestJournal(in: chained.journal.folder)
        journal.advance(seconds: 3600)
        for _ in 0..<2 { try await journal.refused() }
        let verification = try journal.reader().verify()
        #expect(verification.broken == nil)
        #expect((verification.unchained, verification.entries) == (8, 2))
        #expect(try journal.decisions().count == 9)
    }

    @Test func `a journal of before the chain that no service has opened since is told as unverifiable`() async throws {
        let chained = try await ChainedJournal()
        try unchained(chained.journal)
        let head = try #require(chained.heads.last)
        #expect(try chained.verify().broken == nil)
        #expect(try chained.verify().unchained == 8)
        #expect(try chained.verify(anchor: head).broken == .anchor(head, found: nil))
        #expect(try chained.journal.decisions().count == 7)
    }

    @Test func `what was written before the chain can be pruned`() async throws {
        let chained = try await ChainedJournal()
        try unchained(chained.journal)
        let journal = try TestJournal(in: chained.journal.folder)
        journal.advance(seconds: 3600)
        try await journal.refused()
        let before = Timestamp(milliseconds: TestJournal.start.milliseconds + 90_000)
        #expect(try journal.writer.prune(before: before) == 2)
        #expect(try journal.reader().verify().broken == nil)
        #expect(try journal.reader().verify().unchained == 6)
    }
}
