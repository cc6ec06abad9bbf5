internal import MandateCore

extension Int {
    /// The number with commas between thousands: `1,204`.
    var grouped: String {
        var digits = Array(String(magnitude))
        for index in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: index) }
        return (self < 0 ? "-" : "") + String(digits)
    }

    /// The share of a whole in per cent, with one decimal. It is rounded down, and 0.1 at least: what is not all is never "100 %",
    /// and what is not nothing never "0 %".
    func share(of whole: Int) -> String {
        guard whole > 0, self > 0 else { return "0\u{A0}%" }
        if self == whole { return "100\u{A0}%" }
        let tenths = Swift.max(1, Int((Double(self) / Double(whole) * 1000).rounded(.down)))
        return "\(tenths / 10).\(tenths % 10)\u{A0}%"
    }

    /// Thousandths as a decimal, as SVG has lengths.
    var thousandths: String {
        let fraction = String(self % 1000 + 1000).dropFirst()
        return "\(self / 1000).\(fraction)"
    }
}

extension Day {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    var dayOfMonth: Int { Int(text.suffix(2)) ?? 0 }
    var monthName: String { Int(text.dropFirst(5).prefix(2)).map { Self.months[$0 - 1] } ?? "" }
    var year: String { String(text.prefix(4)) }

    /// `1 March 2026`.
    var words: String { "\(dayOfMonth) \(monthName) \(year)" }

    /// `1 March`.
    var wordsInYear: String { "\(dayOfMonth) \(monthName)" }

    /// Saturday or Sunday; 1970-01-01 was a Thursday.
    var isWeekend: Bool { [2, 3].contains((daysSinceEpoch % 7 + 7) % 7) }
}

extension ReportMonth {
    /// `October 2026`.
    var words: String { "\(first.monthName) \(first.year)" }
}

extension Timestamp {
    /// `07:12:33`.
    var timeOfDay: String { String(text.dropFirst(11).prefix(8)) }
}
