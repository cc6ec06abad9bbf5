/// The value of a header field as people read it, and in the forms in which it is compared with marks.
///
/// All functions take the value's octets as the mail server hands them over: folded, with encoded words (RFC 2047), with octets
/// beyond ASCII, and hostile. None fails, and none makes nothing out of something. What stands behind
/// ``ContentLimits/headerValue`` octets is not looked at.
package enum HeaderText {
    /// The value decoded: unfolded (RFC 5322, section 2.2.3), encoded words decoded, each run of white space one blank, none at
    /// the ends.
    ///
    /// What is neither ASCII nor encoded is UTF-8 (RFC 6532), or else ISO 8859-1. What cannot be decoded stays as written.
    package static func decoded(_ value: Span<UInt8>) -> String {
        let value = cut(value)
        if isPlain(value) {
            // The buffer is the span's own storage and is not kept beyond the copy.
            return value.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        }
        return decoded(value.octets)
    }

    /// The value of a structured field, without its comments: `Company-Confidential (internal)` without ` (internal)`, and
    /// `"confidential"` without quotation marks.
    ///
    /// Comments go before encoded words are decoded: they are syntax, and an encoded word cannot make or end one (RFC 2047,
    /// section 6.2); one inside of a comment goes with it.
    package static func withoutComments(_ value: Span<UInt8>) -> String {
        decoded(Comments.unquoted(Comments.removed(from: cut(value).octets)))
    }

    /// The forms in which a value is compared with a mark; it is marked if one of them matches.
    ///
    /// 1. The whole value, since `(…)` may be part of it: fields like X-Classification have no syntax.
    /// 2. The value without comments, for those that have.
    /// 3. The decoded value without what then looks like a comment: a program that encodes a value encodes its comment too.
    ///
    /// - Returns: One to three different texts.
    package static func forms(_ value: Span<UInt8>) -> [String] {
        let value = cut(value)
        let whole = decoded(value)
        var forms = [whole]
        guard hasSyntax(value) || whole.utf8.contains(UInt8(ascii: "(")) else { return forms }
        let afterDecoding = Comments.unquoted(Comments.removed(from: Array(whole.utf8)))
        for form in [withoutComments(value), tidy(afterDecoding.text)] where !forms.contains(form) {
            forms.append(form)
        }
        return forms
    }

    @_lifetime(copy value)
    private static func cut(_ value: Span<UInt8>) -> Span<UInt8> {
        value.extracting(0..<min(value.count, ContentLimits.headerValue))
    }

    private static func decoded(_ octets: [UInt8]) -> String { tidy(EncodedWords.decode(octets)) }

    /// Printable ASCII without an encoded word, without two blanks together or one at an end: decoded as it stands.
    private static func isPlain(_ value: Span<UInt8>) -> Bool {
        var last: UInt8 = 0x20
        for index in value.indices {
            let octet = value[index]
            guard 0x20...0x7e ~= octet, octet != 0x20 || last != 0x20,
                octet != UInt8(ascii: "?") || last != UInt8(ascii: "=")
            else { return false }
            last = octet
        }
        return last != 0x20
    }

    /// Whether a value may have comments or quotation marks.
    private static func hasSyntax(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] == UInt8(ascii: "(") || value[index] == UInt8(ascii: "\"") {
            return true
        }
        return false
    }

    /// Each run of white space as one blank, none at the ends.
    private static func tidy(_ text: String) -> String {
        var tidied = String.UnicodeScalarView()
        var isBlankDue = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                isBlankDue = !tidied.isEmpty
                continue
            }
            if isBlankDue { tidied.append(" ") }
            isBlankDue = false
            tidied.append(scalar)
        }
        return String(tidied)
    }
}
