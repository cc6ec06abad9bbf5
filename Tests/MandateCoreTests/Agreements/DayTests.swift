import Foundation
import MandateCore
import Testing

/// The oracle is Foundation's calendar.
struct DayTests {
    @Test func `every day of 400 years is written and read as the calendar has it`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let first = try #require(calendar.date(from: DateComponents(year: 1900, month: 1, day: 1)))
        let beyond = try #require(calendar.date(from: DateComponents(year: 2300, month: 1, day: 1)))
        var number = Int(first.timeIntervalSince1970) / 86_400
        var date = first
        while date < beyond {
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let day = Day(daysSinceEpoch: number)
            let text = "\(parts.year ?? 0)-\(Self.twoDigits(parts.month))-\(Self.twoDigits(parts.day))"
            #expect(day.text == text)
            #expect(Day(text) == day)
            number += 1
            date.addTimeInterval(86_400)
        }
        #expect(Day("2299-12-31")?.daysSinceEpoch == number - 1)
    }

    @Test(arguments: try CaseTable.rows("days", columns: 2))
    func `a text is a day exactly where the calendar has it`(row: CaseTable.Row) {
        #expect(Day(row[0])?.text == (row[1] == "day" ? row[0] : nil))
    }

    @Test(arguments: try CaseTable.rows("validities", columns: 3))
    func `two agreements may share a domain only where one ends before the other begins`(row: CaseTable.Row) throws {
        let one = try Self.validity(row[0])
        let other = try Self.validity(row[1])
        #expect(one.isDisjoint(with: other) == (row[2] == "may share"))
        #expect(other.isDisjoint(with: one) == (row[2] == "may share"))
    }

    private static func twoDigits(_ number: Int?) -> String {
        let digits = String(number ?? 0)
        return digits.count < 2 ? "0" + digits : digits
    }

    /// Reads `2026-03-01 to 2028-02-29`; `...` stands for no day.
    private static func validity(_ text: String) throws -> Validity {
        let days = text.split(separator: " to ").map(String.init)
        try #require(days.count == 2)
        return Validity(from: try day(days[0]), until: try day(days[1]))
    }

    private static func day(_ text: String) throws -> Day? {
        if text == "..." { return nil }
        let day = try #require(Day(text))
        return day
    }
}
