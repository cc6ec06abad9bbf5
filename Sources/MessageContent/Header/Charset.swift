internal import CGMime
internal import Glibc

/// A charset by the name that mail gives it (RFC 2047, section 2; the names are IANA's).
///
/// Only names of the list are decoded, by glibc's iconv under GMime's aliases. iconv would load a converter for every name a
/// stranger writes into a subject, EBCDIC of the mainframes included; its rarer converters had endless loops, aborts and
/// overflows (CVE-2020-27618, CVE-2021-3326, CVE-2024-2961), and GMime remembers every name for ever.
struct Charset: Equatable {
    /// The name in lower case.
    private let name: String

    /// Looks for a charset.
    ///
    /// - Parameter name: The name in any case.
    /// - Returns: nil where it is none that mail is written in.
    init?(_ name: some StringProtocol) {
        let name = name.lowercasedASCII
        guard Self.names.contains(name) else { return nil }
        self.name = name
    }

    /// The octets as text; an octet that the charset does not have becomes U+FFFD, as mail programs show it.
    func decode(_ octets: [UInt8]) -> String {
        if Self.unicodeNames.contains(name) { return String(decoding: octets, as: UTF8.self) }
        GMime.setUp()
        guard let converter = g_mime_iconv_open("UTF-8", name), converter != Self.failed else { return octets.text }
        defer { g_mime_iconv_close(converter) }
        return Self.convert(octets, by: converter)
    }

    /// What iconv_open(3) returns where it has no such converter.
    private static var failed: iconv_t? { iconv_t(bitPattern: -1) }

    private static func convert(_ octets: [UInt8], by converter: iconv_t) -> String {
        var input = octets
        var text: [UInt8] = []
        // Both buffers stay where they are for the whole of the closure; iconv moves the pointers within the counts it is
        // given, and never beyond.
        input.withUnsafeMutableBytes { input in
            withUnsafeTemporaryAllocation(byteCount: 1_024, alignment: 1) { output in
                var source = input.bindMemory(to: CChar.self).baseAddress
                var sourceLeft = input.count
                var isAtEnd = false
                while true {
                    var target = output.bindMemory(to: CChar.self).baseAddress
                    var targetLeft = output.count
                    // At the end a call without input writes what a stateful charset still holds.
                    let converted =
                        isAtEnd
                        ? iconv(converter, nil, nil, &target, &targetLeft)
                        : iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                    let problem = errno
                    text += output.prefix(output.count - targetLeft)
                    if converted != -1 {
                        if isAtEnd { return }
                        isAtEnd = true
                    } else if problem != E2BIG {
                        if isAtEnd { return }
                        text += "\u{fffd}".utf8
                        // An octet that fits nowhere, or a character that the end cut short.
                        guard problem == EILSEQ, sourceLeft > 1 else {
                            isAtEnd = true
                            continue
                        }
                        source = source?.advanced(by: 1)
                        sourceLeft -= 1
                    }
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// UTF-8 and its part ASCII need no converter.
    private static let unicodeNames: Set<String> = ["utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968"]

    /// What mail is written in: the WHATWG Encoding Standard's encodings under the names seen in mail, DOS code pages, UTF-7.
    static let names: Set<String> = unicodeNames.union([
        "utf-7", "utf-16", "utf-16le", "utf-16be",
        "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
        "iso-8859-9", "iso-8859-10", "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
        "iso8859-1", "iso8859-2", "iso8859-15", "iso_8859-1", "iso_8859-2", "iso_8859-15", "latin1", "latin2", "l1",
        "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
        "windows-1257", "windows-1258", "windows-874", "windows-932", "windows-936", "windows-949", "windows-950",
        "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp932",
        "cp936", "cp949", "cp950",
        "cp437", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp862", "cp863", "cp865", "cp866",
        "ibm437", "ibm850", "ibm852", "ibm855", "ibm857", "ibm862", "ibm866",
        "koi8-r", "koi8-u", "macintosh", "tis-620",
        "iso-2022-jp", "iso-2022-kr", "shift_jis", "shift-jis", "sjis", "euc-jp", "euc-kr", "euc-tw",
        "ks_c_5601-1987", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs",
    ])
}
