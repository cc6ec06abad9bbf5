/// The encoding of certificate names in policy requests and macros: RFC 3461, section 4, as Postfix (src/global/xtext.c) and
/// Sendmail (sendmail/tls.c) write it.
///
/// `+`, octets below `!` and above `~` become `+` and two hexadecimal digits; a space is `+20`.
package enum Xtext {
    /// Decodes a value.
    ///
    /// - Returns: nil where a `+` is not followed by two hexadecimal digits, or they encode a control character.
    package static func decode(_ octets: Span<UInt8>) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            var octet = octets[index]
            if octet == UInt8(ascii: "+") {
                guard index + 2 < octets.count, let high = octets[index + 1].hexadecimalValue,
                    let low = octets[index + 2].hexadecimalValue
                else { return nil }
                octet = high << 4 | low
                guard octet >= 0x20, octet != 0x7f else { return nil }
                index += 2
            }
            decoded.append(octet)
            index += 1
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
