import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// A service that opens a journal whose end somebody has changed.
@Suite struct ChainEndTests {
    private static let newest = "WHERE sender = '5'"

    @Test(
        arguments: [
            ("UPDATE decision SET id = 9223372036854775807 \(newest)", "id"),
            ("UPDATE decision SET id = 9223372036853727232 \(newest)", "id"),
            ("UPDATE decision SET chain = x'\(String(repeating: "ff", count: 40))' \(newest)", "chain"),
            ("UPDATE decision SET chain = 7 \(newest)", "chain"),
            ("UPDATE decision SET chain = CAST(chain AS TEXT) \(newest)", "chain"),
            ("UPDATE decision SET chain = x'00' \(newest)", "chain"),
        ]
    )
    func `an end that no journal writes is told, and no refusal goes out unrecorded`(
        sql: String,
        column: String
    ) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper(sql)
        let journal = try TestJournal(in: chained.journal.folder)
        journal.advance(seconds: 3600)
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await #require(journal.changes.next()).hasSuffix(" is damaged: \(column)"))
        #expect(throws: JournalError.self) { try journal.writer.prune(before: TestJournal.start) }
        #expect(try OtherConnection(journal.path).run("SELECT count(*) FROM decision") == ["7"])
    }

    @Test(arguments: ["7", "x'00'", "CAST(chain AS TEXT)"])
    func `what was changed among the oldest is no end of pruning`(link: String) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE decision SET chain = \(link) WHERE sender = '3'")
        let journal = try TestJournal(in: chained.journal.folder)
        journal.advance(seconds: 3600)
        let before = Timestamp(milliseconds: TestJournal.start.milliseconds + 200_000)
        let damaged = JournalError.damaged(id: chained.records[3].number, column: "chain")
        #expect(throws: damaged) { try journal.writer.prune(before: before) }
        #expect(try OtherConnection(journal.path).run("SELECT count(*) FROM prune") == ["0"])
    }
}
