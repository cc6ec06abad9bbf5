/// A day of the Gregorian calendar, in UTC, as days since 1970-01-01.
package struct Day: Comparable, Hashable, Sendable {
    package let daysSinceEpoch: Int

    package init(daysSinceEpoch: Int) { self.daysSinceEpoch = daysSinceEpoch }

    /// Reads `2026-03-01` (ISO 8601, RFC 3339 full-date); nil for anything else and for days that no calendar has.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2d }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), day >= 1
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard text == self.text else { return nil }
    }

    /// Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last.
    private init(year: Int, month: Int, day: Int) {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        daysSinceEpoch = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day as `2026-03-01`.
    package var text: String {
        let days = daysSinceEpoch + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        var text = ""
        text.append(year, digits: 4)
        text += "-"
        text.append(month, digits: 2)
        text += "-"
        text.append(day, digits: 2)
        return text
    }

    package static func < (left: Self, right: Self) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }
}

/// From when until when an agreement was concluded; both days belong to it.
package struct Validity: Hashable, Sendable {
    package let from: Day?
    package let until: Day?

    package init(from: Day? = nil, until: Day? = nil) {
        self.from = from
        self.until = until
    }

    /// Whether two agreements may name the same domain: one ends before the other begins.
    package func isDisjoint(with other: Validity) -> Bool {
        if let until, let begin = other.from, until < begin { return true }
        if let until = other.until, let from, until < from { return true }
        return false
    }
}
