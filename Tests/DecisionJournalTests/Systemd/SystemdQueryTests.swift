import DecisionJournal
import MailLab
import MandateCore
import TestSupport
import Testing

/// The same decisions give the same answers from journald and from SQLite.
@Suite struct SystemdQueryTests {
    @Test func `a thousand decisions are found alike in both journals`() async throws {
        let lab = try SystemdLab()
        for number in 0..<1000 { lab.writer.record(lab.decision { $0.vary(number) }) { _ in } }
        try await eventually { lab.writer.health.recorded == 1000 }
        for number in stride(from: 0, to: 1000, by: 3) {
            lab.writer.complete(instance: "i-\(number)", queueID: "Q\(number % 90)")
        }
        lab.writer.close()
        #expect(lab.writer.health.failure == nil)
        let (systemd, sqlite) = (try await lab.systemd(), try lab.sqlite())
        let all = try sqlite.lines()
        #expect(all.count == 1000)
        #expect(try systemd.lines() == all)
        var records: [DecisionRecord] = []
        try sqlite.list(RecordQuery()) { entry in if case .decision(let record) = entry { records.append(record) } }
        for query in queries(records) {
            let expected = try sqlite.lines(query)
            #expect(try systemd.lines(query) == expected, "\(query)")
        }
        for record in records.prefix(20) { #expect(try systemd.record(record.id)?.json == record.json) }
        #expect(try systemd.record(RecordID(number: records[0].id.number - 1)) == nil)
    }

    @Test func `gaps stand where they do in SQLite`() async throws {
        let lab = try SystemdLab()
        var records: [DecisionRecord] = []
        for number in 0..<6 {
            records.append(try await lab.refused { $0.sender = "\(number)" })
            if number % 2 == 1 || number == 0 { try await gap(number + 1, lab) }
        }
        let (systemd, sqlite) = (try await lab.systemd(), try lab.sqlite())
        #expect(try sqlite.lines().count == 10)
        var gaps: [JournalEntry] = []
        try sqlite.list(RecordQuery()) { entry in if case .gap = entry { gaps.append(entry) } }
        let afters: [RecordID?] = [nil, RecordID(number: 0)] + records.map(\.id) + gaps.map(\.id)
        let times = records.map(\.time)
        let spans: [(Timestamp?, Timestamp?)] = [
            (nil, nil), (times[1], nil), (nil, times[4]), (times[2], times[3]), (times[5], times[0]),
        ]
        for filters in [[], [(key: RecordQuery.Key.sender, values: ["2"])], [(.agreement, ["none"])]] {
            for limit in [nil, 0, 1, 2, 3, 6, 7] {
                for after in afters {
                    for span in spans {
                        var query = RecordQuery()
                        (query.filters, query.limit, query.after) = (filters, limit, after)
                        (query.since, query.until) = span
                        #expect(try systemd.lines(query) == sqlite.lines(query), "\(query)")
                    }
                }
            }
        }
    }

    /// Writes a gap of this moment into both journals.
    private func gap(_ lost: Int, _ lab: SystemdLab) async throws {
        try await Task.sleep(for: .milliseconds(5))
        let moment = SystemdLab.now
        let id = RecordID(first: moment)
        let fields = [
            "MESSAGE=a gap", "SYSLOG_IDENTIFIER=tlsmandate", "TLSMANDATE_ENTRY=gap", "TLSMANDATE_ID=\(id.text)",
            "TLSMANDATE_TIME=\(moment.text)", "TLSMANDATE_HOST=gateway", "TLSMANDATE_LOST=\(lost)",
        ]
        try lab.journald.run("logger", ["--journald"], input: fields.joined(separator: "\n") + "\n")
        let values = "\(id.number), \(moment.milliseconds), 'gateway', \(lost), NULL"
        try OtherConnection(lab.folder["journal.sqlite"]).run("INSERT INTO gap VALUES (\(values))")
    }

    private func queries(_ records: [DecisionRecord]) -> [RecordQuery] {
        let filters: [[(key: RecordQuery.Key, values: [String])]] = [
            [], [(.agreement, ["a3"])], [(.agreement, ["a3", "a4"]), (.action, ["reject"])],
            [(.agreement, ["a3"]), (.agreement, ["a4"])], [(.action, ["hold", "defer"]), (.mode, ["testing"])],
            [(.violation, ["protocol-too-old"])], [(.direction, ["relay"])], [(.frontend, ["milter"])],
            [(.sender, ["S7@PARTNER.example"])], [(.recipient, ["r5@example.com"])], [(.messageClass, ["SECRET"])],
            [(.queueID, ["Q42"])], [(.queueID, ["Q0", "own-7", "none"])], [(.queueID, ["q42"])],
            [(.clientAddress, ["192.0.2.9"]), (.queueID, ["Q3"])], [(.instance, ["i-12"])], [(.host, ["gateway"])],
            [(.stage, ["RCPT"])], [(.agreement, ["none"])], [(.agreement, [""])], [(.clientName, ["mail9.EXAMPLE"])],
        ]
        return filters.flatMap { filters -> [RecordQuery] in
            let changes: [(inout RecordQuery) -> Void] = [
                { _ in }, { $0.limit = 3 }, { $0.limit = 0 }, { ($0.limit, $0.after) = (4, records[500].id) },
                { $0.after = records[990].id }, { ($0.limit, $0.after) = (2, RecordID(number: 0)) },
                { $0.since = records[600].time }, { ($0.since, $0.until) = (records[100].time, records[400].time) },
                { ($0.until, $0.limit) = (records[700].time, 5) },
            ]
            return changes.map { change in
                var query = RecordQuery()
                query.filters = filters
                change(&query)
                return query
            }
        }
    }
}

extension DecisionRecord {
    /// Makes each of a thousand another.
    fileprivate mutating func vary(_ number: Int) {
        let actions: [ActionWord] = [.accept, .reject, .hold, .defer, .filter]
        action = actions[number % 5]
        mode = number % 7 == 0 ? .testing : .enforce
        frontend = number % 4 == 0 ? .milter : .policy
        direction = [.inbound, .relay, nil][number % 3]
        agreement = number % 11 == 0 ? nil : "a\(number % 11)"
        violations = number % 5 == 0 ? [] : Array(Violation.allCases.prefix(1 + number % 4).reversed())
        classes = number % 13 == 0 ? ["secret", "confidential"] : []
        sender = number % 17 == 0 ? "" : "s\(number % 17)@partner.example"
        recipients = (0...number % 3).map { "r\((number + $0) % 10)@example.com" }
        clientAddress = "192.0.2.\(number % 20)"
        clientName = "mail\(number % 20).example"
        instance = "i-\(number)"
        if number % 8 == 7 { queueID = "own-\(number % 16)" }
    }
}
