internal import CGMime

/// Encoded words (RFC 2047): `=?charset?B?…?=` and `=?charset?Q?…?=`.
///
/// They are found here and not by GMime's g_mime_utils_header_decode_text: its result ends at the first NUL that a word
/// encodes, so that `=?iso-8859-1?Q?=00?= vertraulich` would lose its mark; it turns a broken word into nothing; and it
/// remembers every charset name. Its decoders are used, and iconv under its charset names.
enum EncodedWords {
    /// The text of a header value.
    ///
    /// - A word is decoded wherever it stands, inside of other words and quotation marks too, as mail programs do.
    /// - White space between two words goes (RFC 2047, section 6.2). Words of one charset that follow each other are decoded
    ///   together, since some programs split a character between them.
    /// - A word of an unknown charset, or one that is not base64 or Q, stays as written.
    static func decode(_ octets: [UInt8]) -> String {
        var text = ""
        var run: (charset: Charset, octets: [UInt8])?
        var plainStart = 0
        var index = 0
        while index < octets.count {
            guard octets[index] == UInt8(ascii: "="), let word = EncodedWord(octets, at: index) else {
                index += 1
                continue
            }
            let between = octets[plainStart..<index]
            let isNext = run != nil && between.allSatisfy(\.isBlank)
            if let current = run, !isNext || current.charset != word.charset {
                text += current.charset.decode(current.octets)
                run = nil
            }
            if !isNext { text += between.text }
            if run == nil { run = (word.charset, []) }
            run?.octets += word.octets
            index = word.end
            plainStart = index
        }
        if let run { text += run.charset.decode(run.octets) }
        return text + octets[plainStart...].text
    }
}

/// One encoded word, its transfer encoding undone.
private struct EncodedWord {
    let charset: Charset
    let octets: [UInt8]
    /// The place behind the word.
    let end: Int

    /// The longest name of a charset (40 octets, IANA) with a language (RFC 2231, section 5).
    private static let nameLength = 80

    /// Reads the word that begins at a place.
    ///
    /// - Returns: nil where none begins there, or it cannot be decoded.
    init?(_ octets: [UInt8], at start: Int) {
        let mark = UInt8(ascii: "?")
        guard start + 2 < octets.count, octets[start + 1] == mark,
            let nameEnd = octets[(start + 2)...].prefix(Self.nameLength).firstIndex(of: mark),
            nameEnd + 2 < octets.count, octets[nameEnd + 2] == mark,
            let textEnd = octets[(nameEnd + 3)...].firstIndex(of: mark), textEnd > nameEnd + 3,
            textEnd + 1 < octets.count, octets[textEnd + 1] == UInt8(ascii: "=")
        else { return nil }
        // RFC 2231, section 5: charset*language.
        let name = octets[(start + 2)..<nameEnd].prefix { $0 != UInt8(ascii: "*") }
        guard let charset = Charset(String(decoding: name, as: UTF8.self)) else { return nil }
        let text = octets[(nameEnd + 3)..<textEnd]
        let decoded: [UInt8]? =
            switch octets[nameEnd + 1] {
            case UInt8(ascii: "B"), UInt8(ascii: "b"): Self.base64(text)
            case UInt8(ascii: "Q"), UInt8(ascii: "q"): Self.quoted(text)
            default: nil
            }
        guard let decoded else { return nil }
        self.charset = charset
        self.octets = decoded
        end = textEnd + 2
    }

    /// RFC 2047, section 4.1. Padding may be missing, blanks may have come in by folding.
    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var text = text.filter { !$0.isBlank }
        while text.last == UInt8(ascii: "=") { text.removeLast() }
        guard !text.isEmpty, text.allSatisfy(\.isBase64), text.count % 4 != 1 else { return nil }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return decoded(text, GMIME_CONTENT_ENCODING_BASE64)
    }

    /// RFC 2047, section 4.2: quoted-printable in which `_` is a blank. GMime drops what is cut short, so it is looked for here.
    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        for (index, octet) in zip(text.indices, text) where octet == UInt8(ascii: "=") {
            guard index + 2 < text.endIndex, text[index + 1].isHexadecimal, text[index + 2].isHexadecimal else {
                return nil
            }
        }
        return decoded(text.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    }

    private static func decoded(_ text: [UInt8], _ encoding: GMimeContentEncoding) -> [UInt8] {
        var decoder = TransferDecoder(encoding, slice: min(text.count, ContentLimits.slice))
        var octets: [UInt8] = []
        var start = 0
        while start < text.count {
            let end = min(start + ContentLimits.slice, text.count)
            decoder.decode(text.span.extracting(start..<end))
            octets += decoder.decoded.octets
            start = end
        }
        return octets
    }
}

extension UInt8 {
    /// A digit of base64 (RFC 4648, section 4).
    @inline(__always)
    var isBase64: Bool {
        (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 || self == UInt8(ascii: "+") || self == UInt8(ascii: "/")
    }

    fileprivate var isHexadecimal: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 6 }
}
