import DecisionJournal
import MandateCore
import Testing

/// Journals of several gateways, read as one.
@Suite struct MergedJournalsTests {
    /// Two journals whose records alternate, a second apart: even numbers in the first, odd ones in the second.
    private func gateways(records: Int) async throws -> [TestJournal] {
        let journals = [try TestJournal(), try TestJournal()]
        for number in 0..<records {
            try await journals[number % 2].refused { record in
                (record.sender, record.host) = ("\(number)", "gateway\(number % 2)")
            }
            for journal in journals { journal.advance(seconds: 1) }
        }
        return journals
    }

    private func senders(_ journals: [TestJournal], _ query: RecordQuery = RecordQuery()) throws -> [String] {
        try entries(journals, query).map { entry in
            switch entry {
            case .decision(let record): record.sender
            case .gap(_, _, _, let lost): "\(lost) lost"
            }
        }
    }

    private func entries(_ journals: [TestJournal], _ query: RecordQuery) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        try MergedJournals(journals.map { try $0.reader() }).list(query) { entries.append($0) }
        return entries
    }

    private func insertGap(_ journal: TestJournal, second: Int, lost: Int) throws {
        let moment = Timestamp(milliseconds: TestJournal.start.milliseconds + second * 1000 + 500)
        let id = RecordID(first: moment).number
        try OtherConnection(journal.path)
            .run("INSERT INTO gap VALUES (\(id), \(moment.milliseconds), 'gateway', \(lost), NULL)")
    }

    @Test func `records of all stand in the order of time`() async throws {
        let journals = try await gateways(records: 10)
        #expect(try senders(journals) == (0..<10).map(String.init))
        #expect(try senders(journals.reversed()) == (0..<10).map(String.init))
        #expect(try senders([journals[1]]) == ["1", "3", "5", "7", "9"])
        #expect(try senders([]) == [])
    }

    @Test(arguments: [1, 2, 3, 9, 10, 11, 1000])
    func `a limit leaves the latest of all`(limit: Int) async throws {
        let journals = try await gateways(records: 10)
        #expect(try senders(journals, RecordQuery { $0.limit = limit }) == (0..<10).suffix(limit).map(String.init))
    }

    @Test func `after an entry come those behind it, and with a limit the first of these`() async throws {
        let journals = try await gateways(records: 10)
        let fourth = try entries(journals, RecordQuery())[3].id
        let after = RecordQuery { $0.after = fourth }
        #expect(try senders(journals, after) == (4..<10).map(String.init))
        let page = RecordQuery { ($0.after, $0.limit) = (fourth, 3) }
        #expect(try senders(journals, page) == ["4", "5", "6"])
    }

    @Test func `filters hold for each`() async throws {
        let journals = try await gateways(records: 10)
        #expect(
            try senders(journals, RecordQuery { $0.filters = [(.host, ["gateway1"])] }) == ["1", "3", "5", "7", "9"]
        )
        #expect(try senders(journals, RecordQuery { $0.filters = [(.sender, ["2", "7"])] }) == ["2", "7"])
    }

    @Test func `gaps stand where they belong in time`() async throws {
        let journals = try await gateways(records: 4)
        try insertGap(journals[1], second: 0, lost: 5)
        try insertGap(journals[0], second: 2, lost: 6)
        try insertGap(journals[0], second: 3, lost: 7)
        let all = ["0", "5 lost", "1", "2", "6 lost", "3", "7 lost"]
        #expect(try senders(journals) == all)
        #expect(try senders(journals, RecordQuery { $0.after = RecordID(number: 0) }) == all)
        #expect(try senders(journals, RecordQuery { $0.limit = 2 }) == ["2", "6 lost", "3", "7 lost"])
        #expect(try senders(journals, RecordQuery { $0.limit = 3 }) == ["1", "2", "6 lost", "3", "7 lost"])
        let gaps = RecordQuery { ($0.filters, $0.limit) = ([(.sender, ["none"])], 1) }
        #expect(try senders(journals, gaps) == ["5 lost", "6 lost", "7 lost"])
    }

    @Test func `two records of one name are both listed`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        let ids = [try await journals[0].refused().id, try await journals[1].refused().id]
        #expect(ids[0] == ids[1])
        #expect(try entries(journals, RecordQuery()).map(\.id) == ids)
    }

    @Test func `more than a page of each is read page by page`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        for (index, journal) in journals.enumerated() {
            try await journal.inOneMoment {
                for number in 0..<1200 {
                    journal.writer.record(journal.decision { $0.sender = "\(index)-\(number)" }) { _ in }
                }
            }
            journal.writer.close()
        }
        let ids = try entries(journals, RecordQuery()).map(\.id)
        #expect(ids.count == 2402)
        #expect(ids == ids.sorted())
        #expect(try Set(senders(journals)).count == 2401)
    }

    @Test func `a record and a register are found wherever they are`() async throws {
        let journals = try await gateways(records: 4)
        journals[1].writer.use(.sample)
        try await journals[1].settle()
        let merged = MergedJournals(try journals.map { try $0.reader() })
        let last = try #require(try entries(journals, RecordQuery { $0.limit = 2 }).first)
        #expect(try merged.record(last.id)?.sender == "3")
        #expect(try merged.record(RecordID(number: 1)) == nil)
        #expect(try merged.register(StoredRegister.sample.digest).count == 2)
        #expect(try merged.register("none").isEmpty)
        #expect(merged.url == journals.map { "sqlite:\($0.path)" }.joined(separator: " "))
    }
}
