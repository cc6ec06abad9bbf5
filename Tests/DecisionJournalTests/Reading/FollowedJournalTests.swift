import DecisionJournal
import MandateCore
import Testing

/// Journals that are looked into again and again, as `audit list --follow` does.
@Suite struct FollowedJournalTests {
    @Test func `each look shows what came since the last`() async throws {
        let journal = try TestJournal()
        try await journal.refused { $0.sender = "before" }
        let followed = FollowedJournal(try journal.reader())
        #expect(try followed.senders() == ["before"])
        #expect(try followed.senders() == [])
        for number in 0..<3 { try await journal.refused { $0.sender = "\(number)" } }
        #expect(try followed.senders() == ["0", "1", "2"])
        #expect(try followed.senders() == [])
    }

    @Test func `what one of several journals gets later, under an older name, is shown`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        journals[0].advance(seconds: 1)
        for journal in journals { try await journal.refused { $0.sender = "before" } }
        let followed = MergedJournals(try journals.map { FollowedJournal(try $0.reader()) })
        #expect(try followed.senders() == ["before", "before"])
        try await journals[0].refused { $0.sender = "ahead" }
        #expect(try followed.senders() == ["ahead"])
        try await journals[1].refused { $0.sender = "behind" }
        #expect(try followed.senders() == ["behind"])
        #expect(try followed.senders() == [])
    }

    @Test func `behind the latest so many, nothing older is shown`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        for number in 0..<3 { try await journals[1].refused { $0.sender = "old \(number)" } }
        journals[0].advance(seconds: 60)
        for number in 0..<3 { try await journals[0].refused { $0.sender = "\(number)" } }
        let followed = MergedJournals(try journals.map { FollowedJournal(try $0.reader()) })
        #expect(try followed.senders(RecordQuery { $0.limit = 2 }) == ["1", "2"])
        #expect(try followed.senders() == [])
        try await journals[1].refused { $0.sender = "behind" }
        #expect(try followed.senders() == ["behind"])
    }

    @Test func `more than a page is shown once`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        for journal in journals { try await journal.refused { $0.sender = "first" } }
        let followed = MergedJournals(try journals.map { FollowedJournal(try $0.reader()) })
        #expect(try followed.senders() == ["first", "first"])
        for journal in journals {
            try await journal.inOneMoment {
                for _ in 0..<1200 { journal.writer.record(journal.decision()) { _ in } }
            }
            try await journal.settle()
        }
        #expect(try followed.senders().count == 2 * 1202)
        #expect(try followed.senders() == [])
    }
}
