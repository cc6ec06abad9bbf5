/// A SHA-256 fingerprint of a certificate or of its public key: a pin, or what a mail server reports of a session.
package struct Fingerprint: Hashable, Sendable {
    private let words: Digest256

    /// Why a text is no fingerprint.
    package enum ParseError: Error, Equatable {
        /// The text names, or has the length of, a digest other than SHA-256.
        case otherDigest
        /// Not 64 hexadecimal digits.
        case malformed
    }

    /// Reads 64 hexadecimal digits in either case, with or without colons between bytes.
    package init(hexadecimal text: some StringProtocol) throws(ParseError) {
        var digits: [UInt8] = []
        for octet in text.utf8 where octet != UInt8(ascii: ":") {
            guard let digit = octet.hexadecimalValue else { throw .malformed }
            digits.append(digit)
        }
        guard digits.count == 64 else {
            throw [32, 40, 56, 96, 128].contains(digits.count) ? .otherDigest : .malformed
        }
        words = Digest256(digits)
    }

    /// Reads a pin as an agreement writes it: `sha256:` and the digits.
    package init(pin text: String) throws(ParseError) {
        guard let colon = text.firstIndex(of: ":") else { throw .malformed }
        let digest = text[..<colon].lowercasedASCII
        if ["md5", "sha1", "sha224", "sha384", "sha512"].contains(digest) { throw .otherDigest }
        guard digest == "sha256" else { throw .malformed }
        try self.init(hexadecimal: text[text.index(after: colon)...])
    }

    /// The digits in upper case with colons, as Postfix and OpenSSL print them.
    package var text: String {
        words.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }
}

/// 256 bits that compare and hash.
private struct Digest256: Hashable, Sendable {
    let high: UInt128
    let low: UInt128

    init(_ digits: [UInt8]) {
        high = digits.prefix(32).reduce(0) { $0 << 4 | UInt128($1) }
        low = digits.suffix(32).reduce(0) { $0 << 4 | UInt128($1) }
    }

    var bytes: [UInt8] {
        [high, low].flatMap { word in
            stride(from: 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }
}
