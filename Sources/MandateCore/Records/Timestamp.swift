/// A moment, as milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Comparable, Hashable, Sendable {
    package let milliseconds: Int

    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// The day, in UTC.
    package var day: Day { Day(daysSinceEpoch: milliseconds.dividedDown(by: 86_400_000)) }

    /// RFC 3339 in UTC, with milliseconds: `2026-03-01T12:00:00.000Z`.
    package var text: String {
        let withinDay = milliseconds - milliseconds.dividedDown(by: 86_400_000) * 86_400_000
        var text = day.text
        text.reserveCapacity(24)
        text += "T"
        text.append(withinDay / 3_600_000, digits: 2)
        text += ":"
        text.append(withinDay / 60_000 % 60, digits: 2)
        text += ":"
        text.append(withinDay / 1000 % 60, digits: 2)
        text += "."
        text.append(withinDay % 1000, digits: 3)
        text += "Z"
        return text
    }

    /// Without fractions of a second: `2026-03-01T12:00:00Z`.
    package var textToTheSecond: String { String(text.prefix(19)) + "Z" }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

extension Day {
    /// Its first moment, in UTC.
    package var start: Timestamp { Timestamp(milliseconds: daysSinceEpoch * 86_400_000) }
}

extension String {
    /// Appends a number with leading zeros; one that has more digits is written whole.
    mutating func append(_ number: Int, digits: Int) {
        var limit = 10
        for _ in 1..<digits {
            if number < limit { self += "0" }
            limit *= 10
        }
        self += String(number)
    }
}

extension Int {
    /// Division that rounds towards negative infinity.
    fileprivate func dividedDown(by divisor: Int) -> Int { (self - (self % divisor + divisor) % divisor) / divisor }
}
