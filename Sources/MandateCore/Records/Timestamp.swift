/// A moment, as milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Comparable, Hashable, Sendable {
    package let milliseconds: Int

    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// The day, in UTC.
    package var day: Day { Day(daysSinceEpoch: milliseconds.dividedDown(by: 86_400_000)) }

    /// RFC 3339 in UTC, with milliseconds: `2026-03-01T12:00:00.000Z`.
    package var text: String {
        let withinDay = milliseconds - milliseconds.dividedDown(by: 86_400_000) * 86_400_000
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let (hours, minutes, seconds) = (withinDay / 3_600_000, withinDay / 60_000 % 60, withinDay / 1000 % 60)
        return
            "\(day.text)T\(padded(hours, 2)):\(padded(minutes, 2)):\(padded(seconds, 2)).\(padded(withinDay % 1000, 3))Z"
    }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

extension Int {
    /// Division that rounds towards negative infinity.
    fileprivate func dividedDown(by divisor: Int) -> Int { (self - (self % divisor + divisor) % divisor) / divisor }
}
