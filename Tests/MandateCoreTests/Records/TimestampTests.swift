import Foundation
import MandateCore
import TestSupport
import Testing

struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (1, "1970-01-01T00:00:00.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (86_399_999, "1970-01-01T23:59:59.999Z"),
            (86_400_000, "1970-01-02T00:00:00.000Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (1_772_323_200_000, "2026-03-01T00:00:00.000Z"),
        ]
    )
    func `a moment is written in UTC with milliseconds`(milliseconds: Int, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).text == text)
    }

    @Test func `1,000 random moments are written as Foundation writes them`() {
        var generator = SeededGenerator(seed: 3339)
        for _ in 0..<1000 {
            let milliseconds = Int.random(in: -1_000_000_000_000...10_000_000_000_000, using: &generator)
            let seconds = (milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000
            let expected = Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format().dropLast()
            let text = Timestamp(milliseconds: milliseconds).text
            #expect(text.hasPrefix("\(expected)."), "\(milliseconds): \(text), \(expected)")
        }
    }

    @Test(arguments: try CaseTable.rows("moments", columns: 2))
    func `a text is a moment exactly where RFC 3339 and the calendar have it`(row: CaseTable.Row) {
        #expect(Timestamp(row[0])?.text == (row[1] == "none" ? nil : row[1]))
    }

    @Test func `what is written is read again`() {
        var generator = SeededGenerator(seed: 3339)
        for _ in 0..<1000 {
            let moment = Timestamp(
                milliseconds: Int.random(in: -60_000_000_000_000...250_000_000_000_000, using: &generator)
            )
            #expect(Timestamp(moment.text) == moment)
        }
    }

    @Test func `a day ends at midnight, UTC`() {
        #expect(Timestamp(milliseconds: 86_399_999).day.text == "1970-01-01")
        #expect(Timestamp(milliseconds: 86_400_000).day.text == "1970-01-02")
        #expect(Timestamp(milliseconds: -1).day.text == "1969-12-31")
    }
}
