extension Timestamp {
    /// The milliseconds of the years 0000 to 9999, which are all that RFC 3339 can write.
    package static let written = -62_167_219_200_000...253_402_300_799_999

    /// Reads a moment as RFC 3339, section 5.6, writes it (`date-time`): `2026-03-01T12:00:00Z`, with or without a fraction of a
    /// second, in UTC or with an offset from it. What is finer than milliseconds is left out.
    ///
    /// nil for anything else, for what no clock and no calendar shows, and for the sixtieth second, which this count does not have.
    package init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count >= 20, let day = Day(String(decoding: octets[..<10], as: UTF8.self)),
            "Tt".utf8.contains(octets[10]), let time = Self.clock(octets[11..<16]), octets[16] == UInt8(ascii: ":"),
            let second = Self.number(octets[17..<19], below: 60)
        else { return nil }
        var rest = octets[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { 0x30...0x39 ~= $0 }
            guard !digits.isEmpty else { return nil }
            fraction = (digits.prefix(3) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offset(rest) else { return nil }
        let minutes = day.daysSinceEpoch * 1440 + time - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + fraction)
        guard Self.written.contains(milliseconds) else { return nil }
    }

    /// `Z`, `+02:00` or `-05:30`, in minutes.
    private static func offset(_ octets: ArraySlice<UInt8>) -> Int? {
        switch octets.first {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): octets.count == 1 ? 0 : nil
        case UInt8(ascii: "+"): clock(octets.dropFirst())
        case UInt8(ascii: "-"): clock(octets.dropFirst()).map { -$0 }
        default: nil
        }
    }

    /// `12:30`, in minutes.
    private static func clock(_ octets: ArraySlice<UInt8>) -> Int? {
        guard octets.count == 5, octets[octets.startIndex + 2] == UInt8(ascii: ":"),
            let hour = number(octets.prefix(2), below: 24), let minute = number(octets.suffix(2), below: 60)
        else { return nil }
        return hour * 60 + minute
    }

    /// Two digits.
    private static func number(_ octets: ArraySlice<UInt8>, below bound: Int) -> Int? {
        guard octets.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        let number = octets.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return number < bound ? number : nil
    }
}
