internal import CGMime

/// The library that reads what RFC 2045, RFC 2231 and RFC 5322 give a syntax: parameters, addresses, transfer encodings.
///
/// Once set up, the functions used here keep nothing between calls but a table of charset names behind a mutex
/// (gmime-charset.c). That table never forgets a name it was asked for: only names of ``Charset`` may get there, which is
/// why encoded words and extended parameters are looked at before GMime sees them.
enum GMime {
    /// Set up once, whoever comes first: Swift runs the initializer of a static constant exactly once.
    private static let isReady: Bool = {
        g_mime_init()
        return true
    }()

    /// To be called before any function of the library that knows types or charsets.
    static func setUp() { _ = isReady }

    /// A private character (Unicode, section 23.5), to keep `=?` out of GMime's sight.
    private static let standIn: Unicode.Scalar = "\u{f2047}"

    /// Hands octets to a function that takes a C string.
    ///
    /// Octets outside UTF-8 are read as ISO 8859-1, since GMime drops addresses that are not UTF-8; and the mark of an encoded
    /// word is hidden, so that what stands in a name or a parameter is not decoded.
    ///
    /// - Returns: nil where the octets have a NUL, at which a C string ends.
    static func withHidden<Result>(_ octets: [UInt8], _ body: (UnsafePointer<CChar>) -> Result?) -> Result? {
        guard !octets.contains(0) else { return nil }
        var text = octets.text
        if octets.indices.dropLast().contains(where: { octets[$0] == 0x3d && octets[$0 + 1] == 0x3f }) {
            // By octets: an accent above the question mark would make another character of it.
            let hidden = Array(text.utf8).replacing("=?".utf8, with: "=\(standIn)".utf8)
            text = String(decoding: hidden, as: UTF8.self)
        }
        // A string handed over as a C string lives until the call returns; no caller keeps the pointer.
        return text.withCString(body)
    }

    /// The text of a C string that came from octets with hidden marks.
    ///
    /// - Parameter string: A string that ends with a NUL and is not changed meanwhile; nil for none.
    static func shown(_ string: UnsafePointer<CChar>?) -> String? {
        guard let string else { return nil }
        // The library's strings end with a NUL; the text is a copy.
        let text = String(cString: string)
        guard text.unicodeScalars.contains(standIn) else { return text }
        let hidden = Array(text.utf8)
        return String(decoding: hidden.replacing(String(standIn).utf8, with: "?".utf8), as: UTF8.self)
    }
}
