package import Foundation
package import MandateCore

/// Reads the moments at the beginning of log lines.
///
/// Two forms: `2026-11-21T05:54:21.123456+01:00` (RFC 3339, as RFC 5424 has it; Debian's rsyslog since version 12 of Debian),
/// and `Nov 21 05:54:21` (RFC 3164, section 4.1.2; also Postfix's maillog_file), in local time and without a year: the year is
/// the latest that does not put the line after the file's last change.
package struct LogClock {
    private let zone: TimeZone
    /// No line is later: a day after the last change, since a clock may be put back.
    private let latest: Int
    private let latestYear: Int
    /// The days that were calculated last, and the offset of an hour; lines of one hour are many.
    private var known: (year: Int, month: Int, day: Int, days: Int)?
    private var knownOffset: (hour: Int, milliseconds: Int)?

    /// - Parameters:
    ///   - zone: The zone of local time.
    ///   - lastChange: When the log was last written to.
    package init(zone: TimeZone = .current, lastChange: Timestamp) {
        self.zone = zone
        latest = lastChange.milliseconds + 86_400_000
        latestYear = Int(Timestamp(milliseconds: latest).text.prefix(4)) ?? 1970
    }

    /// The moment at the beginning of a line, and where what follows it begins; nil where there is none.
    package mutating func read(_ line: Span<UInt8>) -> (time: Timestamp, end: Int)? {
        guard line.count > 16 else { return nil }
        return line[0] &- 0x30 < 10 ? readInternet(line) : readTraditional(line)
    }

    /// `Nov 21 05:54:21`, the day padded with a blank.
    private mutating func readTraditional(_ line: Span<UInt8>) -> (time: Timestamp, end: Int)? {
        guard let month = month(line), line[3] == 0x20, line[15] == 0x20,
            let day = line.decimal((line[4] == 0x20 ? 5 : 4)..<6), let time = Self.timeOfDay(line, at: 7)
        else { return nil }
        for year in [latestYear, latestYear - 1] {
            guard let days = days(year, month, day) else { continue }
            let local = days * 86_400_000 + time
            let moment = local - offset(atLocal: local)
            if moment <= latest { return (Timestamp(milliseconds: moment), 16) }
        }
        return nil
    }

    /// RFC 3339, section 5.6.
    private mutating func readInternet(_ line: Span<UInt8>) -> (time: Timestamp, end: Int)? {
        guard line.count > 21, line[4] == 0x2d, line[7] == 0x2d, line[10] == 0x54 || line[10] == 0x20,
            let year = line.decimal(0..<4), let month = line.decimal(5..<7), let day = line.decimal(8..<10),
            let time = Self.timeOfDay(line, at: 11), let days = days(year, month, day)
        else { return nil }
        var index = 19
        var fraction = 0
        if line[index] == UInt8(ascii: ".") {
            index += 1
            var unit = 100
            while index < line.count, let digit = line.decimal(index..<(index + 1)) {
                fraction += digit * unit
                unit /= 10
                index += 1
            }
        }
        guard index < line.count, let (offset, end) = Self.zoneOffset(line, at: index), end < line.count,
            line[end] == 0x20
        else { return nil }
        return (Timestamp(milliseconds: days * 86_400_000 + time + fraction - offset), end + 1)
    }

    /// `Z` or `+01:00`, in milliseconds, and where it ends.
    private static func zoneOffset(_ line: Span<UInt8>, at index: Int) -> (milliseconds: Int, end: Int)? {
        switch line[index] {
        case UInt8(ascii: "Z"): return (0, index + 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let hours = line.decimal((index + 1)..<(index + 3)), hours < 24, index + 6 < line.count,
                line[index + 3] == UInt8(ascii: ":"), let minutes = line.decimal((index + 4)..<(index + 6)),
                minutes < 60
            else { return nil }
            let minutesInAll = hours * 60 + minutes
            return ((line[index] == UInt8(ascii: "-") ? -minutesInAll : minutesInAll) * 60_000, index + 6)
        default: return nil
        }
    }

    /// `05:54:21` in milliseconds.
    private static func timeOfDay(_ line: Span<UInt8>, at start: Int) -> Int? {
        guard let hour = line.decimal(start..<(start + 2)), hour < 24, line[start + 2] == UInt8(ascii: ":"),
            let minute = line.decimal((start + 3)..<(start + 5)), minute < 60, line[start + 5] == UInt8(ascii: ":"),
            let second = line.decimal((start + 6)..<(start + 8)), second <= 60
        else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000
    }

    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private mutating func month(_ line: Span<UInt8>) -> Int? {
        if let known, line.hasPrefix(Self.months[known.month - 1]) { return known.month }
        return Self.months.firstIndex { line.hasPrefix($0) }.map { $0 + 1 }
    }

    private mutating func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        if let known, known.day == day, known.month == month, known.year == year { return known.days }
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard let days = Day("\(year)-\(digits(month))-\(digits(day))")?.daysSinceEpoch else { return nil }
        known = (year, month, day, days)
        return days
    }

    /// How far local time is ahead of UTC, in milliseconds; looked up once for each hour.
    private mutating func offset(atLocal local: Int) -> Int {
        let hour = local / 3_600_000
        if let knownOffset, knownOffset.hour == hour { return knownOffset.milliseconds }
        func ahead(_ milliseconds: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000)) * 1000
        }
        // A first guess takes local time for UTC; the second look is right but in the hour that a clock is put back.
        let offset = ahead(local - ahead(local))
        knownOffset = (hour, offset)
        return offset
    }
}
