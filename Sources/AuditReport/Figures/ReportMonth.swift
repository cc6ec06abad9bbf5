package import MandateCore

/// A month of the Gregorian calendar, in UTC.
package struct ReportMonth: Hashable, Sendable {
    package let first: Day
    package let dayCount: Int

    /// Reads `2026-10`.
    package init?(_ text: String) {
        guard let first = Day(text + "-01") else { return nil }
        self.init(of: first)
    }

    /// The month in which a day lies.
    package init(of day: Day) {
        let month = day.text.prefix(7)
        var first = day
        while let before = Self.day(first, plus: -1, in: month) { first = before }
        var count = 1
        while Self.day(first, plus: count, in: month) != nil { count += 1 }
        self.first = first
        dayCount = count
    }

    package var previous: ReportMonth { ReportMonth(of: Day(daysSinceEpoch: first.daysSinceEpoch - 1)) }

    /// The month as `2026-10`.
    package var text: String { String(first.text.prefix(7)) }

    /// The first moment of the month.
    package var begin: Timestamp { first.start }
    /// The first moment after the month.
    package var end: Timestamp { dayAfter.start }

    /// The day after the month's last.
    package var dayAfter: Day { Day(daysSinceEpoch: first.daysSinceEpoch + dayCount) }

    package func contains(_ moment: Timestamp) -> Bool { begin <= moment && moment < end }

    /// How many days of the month lie before a day; nil where the day is none of the month's.
    func index(of day: Day) -> Int? {
        let index = day.daysSinceEpoch - first.daysSinceEpoch
        return (0..<dayCount).contains(index) ? index : nil
    }

    func day(_ index: Int) -> Day { Day(daysSinceEpoch: first.daysSinceEpoch + index) }

    private static func day(_ day: Day, plus count: Int, in month: Substring) -> Day? {
        let other = Day(daysSinceEpoch: day.daysSinceEpoch + count)
        return other.text.hasPrefix(month) ? other : nil
    }
}
