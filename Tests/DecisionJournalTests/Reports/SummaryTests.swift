import DecisionJournal
import MandateCore
import Testing

/// What a month's records come down to, whoever counts them.
@Suite struct SummaryTests {
    /// A journal that cannot count.
    private struct Listed: JournalSource {
        let journal: SQLiteJournal
        var url: String { journal.url }

        func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
            try journal.list(query, body)
        }
        func record(_ id: RecordID) throws -> DecisionRecord? { try journal.record(id) }
        func register(_ digest: String) throws -> [StoredRegister.Text] { try journal.register(digest) }
    }

    /// Records of every kind: policy and milter, with and without agreement, kept and not, one message recorded by both.
    private func journal() async throws -> TestJournal {
        let journal = try TestJournal()
        for number in 0..<60 {
            try await journal.refused { record in
                let isKept = number % 3 != 0
                record.agreement = number % 7 == 0 ? nil : "agreement\(number % 2)"
                record.direction = number % 7 == 0 ? nil : number % 5 == 0 ? .relay : .inbound
                record.action = isKept ? .accept : [.reject, .hold, .defer, .filter][number % 4]
                record.mode = number % 4 == 0 ? .testing : .enforce
                record.violations =
                    isKept ? [] : number % 2 == 0 ? [.protocolTooOld, .cipherExcluded] : [.certificateMissing]
                record.encryptionProtocol = number % 3 == 0 ? nil : "TLSv1.\(2 + number % 2)"
                record.encryptionCipher = number % 3 == 0 ? nil : number % 2 == 0 ? "" : "TLS_AES_256_GCM_SHA384"
                record.frontend = number % 6 == 5 ? .milter : .policy
                record.queueID = number % 6 >= 4 ? "Q\(number / 6)" : number % 6 == 3 ? nil : "P\(number)"
                record.host = number == 17 ? "other" : "gateway"
            }
            journal.advance(seconds: number == 30 ? -45 : 10)
        }
        return journal
    }

    private func texts(_ groups: [SummaryGroup]) -> Set<String> {
        Set(groups.map { "\($0.kind) \($0.count) \($0.first.text) \($0.last.text)" })
    }

    static let queries: [@Sendable (inout RecordQuery) -> Void] = [
        { _ in }, { $0.filters = [(.agreement, ["agreement1"])] }, { $0.filters = [(.action, ["accept"])] },
        { $0.filters = [(.frontend, ["policy"])] }, { $0.filters = [(.frontend, ["milter"])] },
        { $0.filters = [(.violation, ["protocol-too-old"])] }, { $0.limit = 3 },
        { $0.since = Timestamp(milliseconds: TestJournal.start.milliseconds + 55_000) },
        { $0.until = Timestamp(milliseconds: TestJournal.start.milliseconds + 110_000) },
        { query in
            query.since = Timestamp(milliseconds: TestJournal.start.milliseconds + 45_000)
            query.until = Timestamp(milliseconds: TestJournal.start.milliseconds + 350_000)
            query.filters = [(.host, ["gateway"]), (.direction, ["inbound"])]
        },
        { $0.filters = [(.agreement, ["none"])] },
    ]

    @Test(arguments: queries.indices)
    func `SQLite counts as a journal that is read whole`(index: Int) async throws {
        let (journal, query) = (try await journal(), RecordQuery(Self.queries[index]))
        let counted = try journal.reader().groups(query)
        let read = try Listed(journal: journal.reader()).groups(query)
        #expect(texts(counted) == texts(read))
        #expect(counted.count == read.count)
    }

    @Test func `several journals count as all their records`() async throws {
        let journals = [try await journal(), try await journal()]
        let merged = try MergedJournals(journals.map { try $0.reader() }).groups(RecordQuery())
        let one = try journals[0].reader().groups(RecordQuery())
        #expect(merged.reduce(0) { $0 + $1.count } == 2 * one.reduce(0) { $0 + $1.count })
    }

    @Test func `a message that policy and milter recorded counts once, as the milter has it`() async throws {
        let journal = try TestJournal()
        for (frontend, action) in [(Frontend.policy, ActionWord.accept), (.policy, .accept), (.milter, .reject)] {
            try await journal.refused { record in
                (record.frontend, record.action, record.queueID, record.violations) = (frontend, action, "Q1", [])
            }
        }
        try await journal.refused { ($0.frontend, $0.action, $0.queueID) = (.policy, .hold, "Q2") }
        for source in [try journal.reader(), Listed(journal: try journal.reader())] as [any JournalSource] {
            let part = try #require(JournalSummary(try source.groups(RecordQuery())).parts.first)
            #expect(part.messages == 2)
            #expect(part.refused == [.reject: 1, .hold: 1])
            // What is asked for is counted by the same rule: the policy's answer was not the message's end.
            #expect(try source.groups(RecordQuery { $0.filters = [(.action, ["accept"])] }).isEmpty)
            let asked = try source.groups(RecordQuery { $0.filters = [(.frontend, ["policy"])] })
            #expect(asked.reduce(0) { $0 + $1.count } == 3)
        }
    }

    @Test func `an agreement's part has its counts, its share and its time`() async throws {
        let journal = try TestJournal()
        for number in 0..<8 {
            try await journal.refused { record in
                record.agreement = "audi"
                if number < 5 { (record.action, record.violations) = (.accept, []) }
                if number == 7 { record.mode = .testing }
                record.encryptionProtocol = number == 6 ? nil : "TLSv1.3"
            }
            journal.advance(seconds: 1)
        }
        try await journal.refused { ($0.agreement, $0.direction) = (nil, nil) }
        let summary = JournalSummary(try journal.reader().groups(RecordQuery()))
        #expect(summary.parts.map(\.agreement) == ["audi", nil])
        let part = try #require(summary.parts.first)
        #expect((part.messages, part.kept, part.tested) == (8, 5, 1))
        #expect(part.refused == [.reject: 2])
        #expect(part.violations == [.sessionNotEncrypted: 3])
        #expect(part.protocols == ["TLSv1.3": 7, JournalSummary.inTheClear: 1])
        #expect(part.share == 0.625)
        #expect(part.first == TestJournal.start)
        #expect(part.last.milliseconds == TestJournal.start.milliseconds + 7000)
    }
}
