internal import CGMime

/// Undoes a Content-Transfer-Encoding (RFC 2045, section 6), a slice at a time.
struct TransferDecoder {
    private var state = GMimeEncoding()
    private var buffer: [UInt8]
    private var count = 0
    private var base64Form: Base64Form?

    /// Decoding never writes more than it reads and three octets (g_mime_encoding_outlen).
    private static let excess = 3

    /// Decodes an encoding.
    ///
    /// - Parameter slice: The most octets that are decoded at a time.
    init(_ encoding: GMimeContentEncoding, slice: Int = ContentLimits.slice) {
        buffer = [UInt8](repeating: 0, count: slice + Self.excess)
        g_mime_encoding_init_decode(&state, encoding)
        if encoding == GMIME_CONTENT_ENCODING_BASE64 { base64Form = Base64Form() }
    }

    /// A decoder that leaves the octets as they are.
    static var identity: TransferDecoder { TransferDecoder(GMIME_CONTENT_ENCODING_7BIT) }

    /// A decoder of base64.
    static var base64: TransferDecoder { TransferDecoder(GMIME_CONTENT_ENCODING_BASE64) }

    /// Decodes what a header field names.
    ///
    /// - Parameter value: The field's value; nil where there is none, which means 7bit (RFC 2045, section 6.1).
    /// - Returns: nil where the encoding is not one of RFC 2045's.
    init?(field value: [UInt8]?) {
        guard let value else {
            self = .identity
            return
        }
        let name = String(decoding: Comments.removed(from: value).trimmed, as: UTF8.self)
        guard !name.utf8.contains(0) else { return nil }
        // A string handed over as a C string lives until the call returns, and GMime only compares it.
        let encoding = g_mime_content_encoding_from_string(name)
        switch encoding {
        case GMIME_CONTENT_ENCODING_7BIT, GMIME_CONTENT_ENCODING_8BIT, GMIME_CONTENT_ENCODING_BINARY,
            GMIME_CONTENT_ENCODING_BASE64, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
            self.init(encoding)
        default: return nil
        }
    }

    /// Whether the encoding leaves the octets as they are, which alone a multipart may have (RFC 2045, section 6.4).
    var isIdentity: Bool {
        state.encoding != GMIME_CONTENT_ENCODING_BASE64 && state.encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
    }

    /// Decodes a slice; ``decoded`` has the result.
    ///
    /// - Parameter slice: At most as many octets as the decoder was made for.
    /// - Returns: Whether the octets are in the encoding; base64 alone can be told.
    @discardableResult
    mutating func decode(_ slice: Span<UInt8>) -> Bool {
        precondition(slice.count + Self.excess <= buffer.count)
        if base64Form?.read(slice) == false { return false }
        slice.withUnsafeBytes { input in
            buffer.withUnsafeMutableBytes { output in
                // The precondition bounds the input; the output is longer than it by what GMime asks for. Both live until
                // the call returns.
                let source = input.bindMemory(to: CChar.self).baseAddress
                let target = output.bindMemory(to: CChar.self).baseAddress
                count = source == nil ? 0 : g_mime_encoding_step(&state, source, input.count, target)
            }
        }
        return true
    }

    /// What the last slice decoded to.
    var decoded: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.span.extracting(0..<count) }
    }

    /// Whether the encoding may end here: base64 only behind a whole group of four.
    var isComplete: Bool { base64Form?.isComplete ?? true }
}

/// Whether octets are base64 and nothing else: digits, white space, padding at the end (RFC 2045, section 6.8).
///
/// GMime skips what is no base64, as RFC 2045 asks of readers; but readable text behind a digit or two is no encryption.
struct Base64Form {
    private var digits = 0
    private var padding = 0

    /// Takes more octets.
    ///
    /// - Returns: false where they are not base64.
    mutating func read(_ octets: Span<UInt8>) -> Bool {
        for index in octets.indices {
            let octet = octets[index]
            if octet.isBase64 {
                guard padding == 0 else { return false }
                digits &+= 1
            } else if octet == UInt8(ascii: "=") {
                padding += 1
                guard padding <= 2, digits & 3 >= 2, digits & 3 + padding <= 4 else { return false }
            } else if !octet.isBlank {
                return false
            }
        }
        return true
    }

    /// Whether a group of four ends here.
    var isComplete: Bool { (digits + padding) & 3 == 0 }
}
