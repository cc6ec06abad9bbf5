import Foundation
import MandateCore

/// Moments as people give them on the command line.
enum Moment {
    /// RFC 3339, with or without fractions of a second.
    static func rfc3339(_ text: String) -> Timestamp? {
        let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        let date = styles.lazy.compactMap { try? $0.parse(text) }.first
        return date.map { Timestamp(milliseconds: Int(($0.timeIntervalSince1970 * 1000).rounded())) }
    }

    /// RFC 3339, a day, `today`, `yesterday`, or `-7d`, `-12h`, `-30m` before now.
    static func relative(_ text: String, now: Timestamp) -> Timestamp? {
        if let day = Day(text) { return Timestamp(milliseconds: day.daysSinceEpoch * 86_400_000) }
        switch text {
        case "now": return now
        case "today": return Timestamp(milliseconds: now.day.daysSinceEpoch * 86_400_000)
        case "yesterday": return Timestamp(milliseconds: (now.day.daysSinceEpoch - 1) * 86_400_000)
        default: break
        }
        let units: [Character: Int] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
        if text.hasPrefix("-"), let unit = text.last.flatMap({ units[$0] }),
            let number = Int(text.dropFirst().dropLast()),
            (0...100_000_000).contains(number)
        {
            return Timestamp(milliseconds: now.milliseconds - number * unit)
        }
        return rfc3339(text)
    }
}
