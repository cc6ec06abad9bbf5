extension Span<UInt8> {
    /// A copy of the octets.
    var octets: [UInt8] {
        // The buffer is the span's own storage and is not kept beyond the copy.
        withUnsafeBufferPointer { Array($0) }
    }
}

extension UInt8 {
    /// Blank, tab, carriage return or line feed: what RFC 5322, section 2.2.3, has between words once lines are unfolded.
    @inline(__always)
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0d || self == 0x0a }

    /// The octet with A to Z in lower case.
    @inline(__always)
    var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension Sequence<UInt8> {
    /// The octets as text: UTF-8 where they are, else ISO 8859-1, which has a character for every octet.
    ///
    /// RFC 6532 allows UTF-8 in headers; older programs wrote what their users' machines had, in Europe mostly this.
    var text: String {
        let octets = Array(self)
        if let text = String(validating: octets, as: UTF8.self) { return text }
        var text = ""
        for octet in octets { text.unicodeScalars.append(Unicode.Scalar(octet)) }
        return text
    }
}

extension StringProtocol {
    /// The text with A to Z in lower case and every other octet as it is, as protocol words compare.
    var lowercasedASCII: String { String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self) }
}

extension BidirectionalCollection<UInt8> {
    /// The octets without blanks at both ends.
    var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
