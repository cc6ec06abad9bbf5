import DecisionJournal
import MandateCore
import Testing

/// What only a head that another host has kept can tell.
extension ChainVerificationTests {
    @Test func `every head that the journal had anchors it`() async throws {
        let chained = try await ChainedJournal()
        #expect(chained.heads.count == 2)
        for head in chained.heads { #expect(try chained.verify(anchor: head).broken == nil) }
    }

    @Test func `the newest entries' removal is found by an anchor only`() async throws {
        let chained = try await ChainedJournal()
        let head = try #require(chained.heads.last)
        try chained.tamper("DELETE FROM gap; DELETE FROM decision WHERE sender IN ('4', '5')")
        #expect(try chained.verify().broken == nil)
        #expect(try chained.verify(anchor: head).broken == .anchor(head, found: nil))
    }

    @Test func `a journal that was written anew is found by an anchor only`() async throws {
        let (chained, other) = (try await ChainedJournal(), try TestJournal())
        for _ in 0..<20 { try await other.refused() }
        let head = try #require(chained.heads.first)
        #expect(try other.reader().verify().broken == nil)
        let broken = try #require(try other.reader().verify(anchor: head).broken)
        guard case .anchor(head, found: let found?) = broken else {
            Issue.record("\(broken)")
            return
        }
        #expect(found.sequence == head.sequence)
        #expect(found != head)
    }

    @Test func `an anchor of before what was pruned is passed over, and one of the first entry kept is compared`()
        async throws
    {
        let chained = try await ChainedJournal()
        let (first, last) = (try #require(chained.heads.first), try #require(chained.heads.last))
        let journal = try TestJournal(in: chained.journal.folder)
        journal.advance(seconds: 3600)
        #expect(try journal.writer.prune(before: Timestamp(milliseconds: TestJournal.start.milliseconds + 90_000)) == 2)
        journal.writer.close()
        for head in [first, last] { #expect(try journal.reader().verify(anchor: head).broken == nil) }
        let wrong = try #require(ChainHead("\(last.sequence):" + String(repeating: "0", count: 64)))
        #expect(try journal.reader().verify(anchor: wrong).broken == .anchor(wrong, found: last))
    }
}
