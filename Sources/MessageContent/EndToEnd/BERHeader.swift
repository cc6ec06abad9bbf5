/// The octets before the content of a BER element (X.690, section 8.1): identifier and length.
///
/// By hand, since OpenSSL's ASN1_get_object takes an element whose end has not come yet for an error, and d2i_CMS_ContentInfo
/// wants all of a message at once.
struct BERHeader: Equatable {
    /// The first identifier octet: class, whether constructed, and tag number (31 where more octets have it).
    let identifier: UInt8

    /// Octets of content; nil for the indefinite length, whose content ends with an element of two zero octets.
    let length: Int?

    /// Octets of the header itself.
    let size: Int

    /// What octets may be the beginning of.
    enum Reading: Equatable {
        case header(BERHeader)
        case incomplete
        case malformed
    }

    /// Reads a header at the beginning of octets.
    ///
    /// Malformed: a tag number of more than 28 bits, a length of more than 56, an indefinite length of what is not constructed
    /// (X.690, section 8.1.3.2).
    static func read(_ octets: Span<UInt8>) -> Reading {
        guard octets.count > 0 else { return .incomplete }
        var index = 1
        if octets[0] & 0x1f == 0x1f {
            while index < octets.count, octets[index] & 0x80 != 0 { index += 1 }
            guard index <= 4 else { return .malformed }
            index += 1
        }
        guard index < octets.count else { return .incomplete }
        let first = octets[index]
        index += 1
        if first == 0x80 {
            guard octets[0] & 0x20 != 0 else { return .malformed }
            return .header(BERHeader(identifier: octets[0], length: nil, size: index))
        }
        if first < 0x80 { return .header(BERHeader(identifier: octets[0], length: Int(first), size: index)) }
        let count = Int(first & 0x7f)
        guard count <= 7 else { return .malformed }
        guard index + count <= octets.count else { return .incomplete }
        var length = 0
        for index in index..<(index + count) { length = length << 8 | Int(octets[index]) }
        return .header(BERHeader(identifier: octets[0], length: length, size: index + count))
    }
}
