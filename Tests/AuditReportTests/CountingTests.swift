import AuditReport
import MandateCore
import ReportSample
import Testing

/// How many messages a report counts, and on which day.
struct CountingTests {
    /// Messages, kept, refused, held or redirected, in testing.
    private func figures(_ records: [DecisionRecord], limits: ReportLimits = ReportLimits()) throws -> [String] {
        let report = try ReadReport(records, limits: limits)
        return Array(try #require(report.row("HELLA")).dropFirst().prefix(5))
    }

    private func record(
        _ number: Int64,
        _ action: ActionWord = .accept,
        queueID: String? = nil,
        instance: String? = nil,
        frontend: Frontend = .policy,
        second: Int = 0
    ) -> DecisionRecord {
        var record = SampleMonth.record(
            number,
            at: SampleMonth.time(day: 12, second: 26_000 + second),
            action: action,
            violations: action == .accept ? [] : [.certificateMissing]
        )
        record.queueID = queueID
        record.instance = instance
        record.frontend = frontend
        return record
    }

    @Test func `a message with three recipients counts once`() throws {
        let records = (1...3).map { record($0, queueID: "4cX1", instance: "7.1") }
        #expect(try figures(records) == ["1", "1", "0", "0", "0"])
    }

    @Test func `recipients before the message has a queue id are of the same message`() throws {
        let records = [
            record(1, instance: "7.1"), record(2, queueID: "4cX1", instance: "7.1"), record(3, queueID: "4cX1"),
        ]
        #expect(try figures(records) == ["1", "1", "0", "0", "0"])
    }

    @Test func `two messages that turn out to be one count once`() throws {
        let records = [
            record(1, instance: "7.1"), record(2, queueID: "4cX1"), record(3, queueID: "4cX1", instance: "7.1"),
        ]
        #expect(try figures(records) == ["1", "1", "0", "0", "0"])
    }

    @Test func `one queue id on two hosts is two messages`() throws {
        var other = record(2, queueID: "4cX1")
        other.host = "mx2.example.com"
        #expect(try figures([record(1, queueID: "4cX1"), other]) == ["2", "2", "0", "0", "0"])
    }

    @Test func `where policy and milter both recorded a message, the milter's record counts`() throws {
        let records = [record(1, .hold, queueID: "4cX1"), record(2, queueID: "4cX1", frontend: .milter)]
        #expect(try figures(records) == ["1", "1", "0", "0", "0"])
        #expect(try !ReadReport(records).text.contains("one by one"))
        let reversed = [record(1, queueID: "4cX1"), record(2, .hold, queueID: "4cX1", frontend: .milter)]
        #expect(try figures(reversed) == ["1", "0", "0", "1", "0"])
    }

    @Test func `a recipient whom policy refused stays refused, whatever the milter says of the others`() throws {
        let records = [
            record(1, .reject, queueID: "4cX1", instance: "7.1"), record(2, queueID: "4cX1", instance: "7.1"),
            record(3, queueID: "4cX1", frontend: .milter),
        ]
        #expect(try figures(records) == ["1", "0", "1", "0", "0"])
        #expect(try ReadReport(records).text.contains("1 entry, in the order of time"))
    }

    @Test func `a message is of the day on which it began, and of one month only`() throws {
        let lastSecond = SampleMonth.time(day: 31, second: 86_399)
        let next = Timestamp(milliseconds: lastSecond.milliseconds + 5000)
        var policy = SampleMonth.record(1, at: lastSecond)
        var milter = SampleMonth.record(2, at: next)
        (policy.queueID, milter.queueID, milter.frontend) = ("4cX1", "4cX1", .milter)
        let report = try ReadReport([policy, milter])
        #expect(report.row("31 October")?.dropFirst().first == "1")
        let before = SampleMonth.time(day: 0, second: 86_399)
        var early = SampleMonth.record(1, at: before)
        var late = SampleMonth.record(2, at: SampleMonth.time(day: 1, second: 3))
        (early.queueID, late.queueID, late.frontend) = ("4cX1", "4cX1", .milter)
        #expect(try figures([early, late]) == ["0", "0", "0", "0", "0"])
    }

    @Test func `a queue id that is used again later is another message`() throws {
        let records = [record(1, queueID: "4cX1"), record(2, queueID: "4cX1", second: 3601)]
        #expect(try figures(records) == ["2", "2", "0", "0", "0"])
    }

    @Test func `with more open messages than there is room for, each is still counted once`() throws {
        var limits = ReportLimits()
        limits.openMessages = 10
        let records = (1...1000).map { record(Int64($0), queueID: "4cX\($0)") }
        #expect(try figures(records, limits: limits) == ["1,000", "1,000", "0", "0", "0"])
    }

    @Test func `the strictest of several decisions counts`() throws {
        let records = [
            record(1, .defer, queueID: "4cX1"), record(2, .reject, queueID: "4cX1"), record(3, queueID: "4cX1"),
        ]
        let report = try ReadReport(records)
        #expect(report.text.contains("1 message from HELLA in October 2026: 1 was refused."))
    }

    @Test func `what testing would have stopped is told apart from what was stopped`() throws {
        var tested = record(1, .reject)
        tested.mode = .testing
        #expect(try figures([tested, record(2)]) == ["2", "1", "0", "0", "1"])
    }
}
