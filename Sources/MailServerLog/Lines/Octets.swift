extension Span<UInt8> {
    func equals(_ other: StaticString) -> Bool { count == other.utf8CodeUnitCount && matches(other, at: 0) }

    func hasPrefix(_ other: StaticString) -> Bool { count >= other.utf8CodeUnitCount && matches(other, at: 0) }

    func hasSuffix(_ other: StaticString) -> Bool {
        count >= other.utf8CodeUnitCount && matches(other, at: count - other.utf8CodeUnitCount)
    }

    func contains(_ other: StaticString) -> Bool {
        let last = count - other.utf8CodeUnitCount
        guard last >= 0 else { return false }
        for place in 0...last where matches(other, at: place) { return true }
        return false
    }

    /// The first place of an octet, from a place on.
    func firstIndex(of octet: UInt8, from start: Int) -> Int? {
        var index = start
        while index < count {
            if self[index] == octet { return index }
            index += 1
        }
        return nil
    }

    /// The number that digits in a range are; nil where one is none, or the range is not there.
    func decimal(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.upperBound <= count, range.count <= 9 else { return nil }
        var number = 0
        for index in range {
            let digit = self[index] &- 0x30
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    private func matches(_ other: StaticString, at place: Int) -> Bool {
        other.withUTF8Buffer { other in
            for index in other.indices where self[place + index] != other[index] { return false }
            return true
        }
    }
}
