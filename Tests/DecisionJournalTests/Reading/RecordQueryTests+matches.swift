import DecisionJournal
import MandateCore
import Testing

/// What a journal without SQLite lets through is what SQLite lets through.
extension RecordQueryTests {
    private static let values = [
        "partner", "PARTNER", "Über", "über", "e\u{301}", "é", "", " ", "anna@partner.example", "Anna@Partner.Example",
        "%", "reject", "hold", "policy", "milter", "inbound", "protocol-too-old", "testing", "I", "ı", "ß", "SS",
    ]

    @Test(arguments: Key.allCases)
    func `a record matches where SQLite finds it`(key: Key) async throws {
        let journal = try TestJournal()
        for value in Self.values {
            try await journal.refused { $0.set(key, to: value) }
            journal.advance(seconds: 1)
        }
        let all = try journal.decisions()
        let start = TestJournal.start.milliseconds
        for wanted in Self.values.map({ [$0] }) + [["partner", "über"], [], ["none"]] where !wanted.isEmpty {
            for (since, until) in [(nil, nil), (3, nil), (nil, 9), (2, 12)] as [(Int?, Int?)] {
                let query = RecordQuery { query in
                    query.filters = [(key, wanted)]
                    query.since = since.map { Timestamp(milliseconds: start + 1000 * $0) }
                    query.until = until.map { Timestamp(milliseconds: start + 1000 * $0) }
                }
                #expect(try journal.decisions(query).map(\.id) == all.filter(query.matches).map(\.id), "\(wanted)")
            }
        }
    }

    @Test func `what lies behind an entry matches as SQLite has it`() async throws {
        let journal = try TestJournal()
        for _ in 0..<5 { try await journal.refused() }
        let all = try journal.decisions()
        let query = RecordQuery { $0.after = all[2].id }
        #expect(try journal.decisions(query).map(\.id) == all[3...].map(\.id))
        #expect(all.filter(query.matches).map(\.id) == all[3...].map(\.id))
    }
}
