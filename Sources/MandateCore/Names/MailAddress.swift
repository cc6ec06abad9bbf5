/// Reading an envelope address as a mail server hands it over: unquoted, without angle brackets.
package enum MailAddress {
    /// The range of the domain in an address, or nil where it has none to compare.
    ///
    /// The last `@` counts, since Postfix hands `"a@b"@partner.example` over as `a@b@partner.example`. A null sender, an
    /// address without a domain and an address literal (RFC 5321, section 4.1.3: `[192.0.2.1]`) have no domain.
    ///
    /// - Parameter address: The octets of the address.
    package static func domain(in address: Span<UInt8>) -> Range<Int>? {
        var end = address.count
        while end > 0, address[end - 1] == UInt8(ascii: ".") { end -= 1 }
        var start = end
        while start > 0, address[start - 1] != UInt8(ascii: "@") { start -= 1 }
        guard start > 0, start < end, address[start] != UInt8(ascii: "[") else { return nil }
        return start..<end
    }

    /// The local part of an address: everything before the last `@`, or all of it where there is none.
    package static func localPart(of address: String) -> Substring {
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return Substring(address) }
        return address[..<at]
    }
}
