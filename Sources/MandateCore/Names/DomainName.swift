/// How a label outside ASCII becomes an A-label.
///
/// Given one label, the conversion returns its lower-case A-label form, or nil where IDNA refuses it. The core has no IDNA
/// tables of its own: RegisterFiles hands it libidn2's.
package typealias LabelConversion = @Sendable (_ label: String) -> String?

/// A domain name in the one form in which names compare.
///
/// Lower-case, A-labels, no trailing dot. A label that IDNA refuses compares as its lower-case octets, the other labels of
/// the same name as A-labels: a name is never left out of comparison because one of its labels is odd
/// (`ab--cd.partner.example` stays below `*.partner.example`).
package struct DomainName: Hashable, Sendable {
    /// The comparable text.
    package let text: String

    /// Brings a name into its comparable form.
    ///
    /// - Parameters:
    ///   - name: The name as written, U-labels or A-labels, in any case.
    ///   - convert: The conversion for labels outside ASCII.
    package init(_ name: String, convert: LabelConversion) {
        var comparable =
            name.utf8.allSatisfy { $0 < 0x80 }
            ? name.lowercasedASCII
            : name.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: Self.isLabelSeparator)
                .map { Self.comparable(label: Substring($0), convert: convert) }
                .joined(separator: ".")
        // Last, since a label that IDNA maps to nothing leaves its dot behind.
        while comparable.utf8.last == UInt8(ascii: ".") { comparable.removeLast() }
        text = comparable
    }

    private static func comparable(label: Substring, convert: LabelConversion) -> String {
        if label.utf8.allSatisfy({ $0 < 0x80 }) { return label.lowercasedASCII }
        return convert(String(label)) ?? label.lowercasedASCII
    }

    /// UTS #46, section 2.3: the ideographic, fullwidth and halfwidth full stops separate labels as the dot does.
    /// By scalars: a mark before a dot would make one character of both.
    private static func isLabelSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
    }
}

extension StringProtocol {
    /// The text with A to Z in lower case and every other octet as it is.
    var lowercasedASCII: String {
        String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self)
    }
}

extension StringProtocol {
    /// Whether two texts differ in nothing but the case of A to Z.
    package func isCaselessly(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    /// The octet with A to Z in lower case.
    @inline(__always)
    var lowercasedASCII: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }
}
