extension Span<UInt8> {
    /// The octets as text; what is no UTF-8 becomes U+FFFD.
    package var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }

    /// The value of a decimal number; nil where it is none, or over 64 bits.
    package var decimal: UInt64? {
        guard count > 0 else { return nil }
        var value: UInt64 = 0
        for index in indices {
            let digit = self[index] &- 0x30
            guard digit < 10 else { return nil }
            let (shifted, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = shifted.addingReportingOverflow(UInt64(digit))
            guard !isLarge, !isLarger else { return nil }
            value = sum
        }
        return value
    }

    /// Whether the octets are those of a text.
    @inline(__always)
    package func isText(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            guard text.count == count else { return false }
            for index in indices where self[index] != text[index] { return false }
            return true
        }
    }

    /// Whether two runs of octets are the same.
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}

extension Sequence<UInt8> {
    /// The octets as a line of printable ASCII; what is none becomes a question mark.
    var printable: String {
        String(decoding: map { 0x20...0x7e ~= $0 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
