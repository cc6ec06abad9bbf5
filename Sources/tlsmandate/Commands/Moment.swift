import MandateCore

/// Moments as people give them on the command line.
enum Moment {
    /// RFC 3339, or a day: its beginning, in UTC.
    static func absolute(_ text: String) -> Timestamp? {
        Day(text)?.start ?? Timestamp(text)
    }

    /// RFC 3339, a day, `today`, `yesterday`, or `-7d`, `-12h`, `-30m` before now.
    static func relative(_ text: String, now: Timestamp) -> Timestamp? {
        switch text {
        case "now": return now
        case "today": return now.day.start
        case "yesterday": return Day(daysSinceEpoch: now.day.daysSinceEpoch - 1).start
        default: break
        }
        let units: [Character: Int] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
        if text.hasPrefix("-"), let unit = text.last.flatMap({ units[$0] }) {
            let digits = text.dropFirst().dropLast()
            guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(digits), number <= 100_000_000 else {
                return nil
            }
            let moment = now.milliseconds - number * unit
            return Timestamp.written.contains(moment) ? Timestamp(milliseconds: moment) : nil
        }
        return absolute(text)
    }
}
