internal import MandateCore

/// Reading the path of MAIL or RCPT as a mail server hands it to a milter: with its angle brackets, and as the client wrote it.
enum EnvelopePath {
    /// The address in a path; empty: the null sender.
    ///
    /// A path is what the client wrote, which may have quotes, source routes and comments (RFC 5321, section 4.1.2, and RFC 822):
    /// there the address that the server itself made of it counts.
    ///
    /// - Parameters:
    ///   - path: The first argument of xxfi_envfrom or xxfi_envrcpt.
    ///   - canonical: The mail server's own form of the address, in `{mail_addr}` or `{rcpt_addr}`.
    static func address(_ path: String, canonical: String?) -> String {
        var address = path.trimmingBlanks
        if address.hasPrefix("<"), let end = address.lastIndex(of: ">") {
            address = address[address.index(after: address.startIndex)..<end].trimmingBlanks
        }
        if isPlain(address) { return String(address) }
        if let canonical, canonical.contains("@") { address = canonical[...] }
        return isPlain(address) ? String(address) : reduced(address)
    }

    /// The address without comments, and its domain without quotation marks, backslashes, brackets and blanks: Sendmail leaves quotes in its
    /// own form too (`anna@"partner.example"`), and a server that names none leaves all of it.
    private static func reduced(_ address: Substring) -> String {
        let address = withoutComments(address)
        guard let at = address.lastIndex(of: "@") else { return address }
        return address[...at] + address[address.index(after: at)...].filter { !"\"\\ \t<>".contains($0) }
    }

    /// Comments nest; a backslash quotes the character behind it, and in a quoted string nothing is a comment. One that nothing
    /// closes stays, with all behind it (RFC 5322, section 3.2.2).
    private static func withoutComments(_ address: Substring) -> String {
        var kept = ""
        var depth = 0
        var opening = address.startIndex
        var isInQuotes = false
        var isQuoted = false
        for index in address.indices {
            let character = address[index]
            let begins = character == "(" && !isInQuotes && !isQuoted
            if begins, depth == 0 { opening = index }
            if begins { depth += 1 }
            if depth == 0 { kept.append(character) }
            if character == ")", !isQuoted, depth > 0 { depth -= 1 }
            if character == "\"", !isQuoted, depth == 0 { isInQuotes.toggle() }
            isQuoted = character == "\\" && !isQuoted
        }
        return depth == 0 ? kept : kept + address[opening...]
    }

    /// Whether the address is written in no way that a mail server could read otherwise: with quotes, comments, blanks, a source
    /// route, or a route in the local part (`anna%partner.example@example.com`, `partner.example!anna`).
    private static func isPlain(_ address: Substring) -> Bool {
        let octets = address.utf8
        guard let at = octets.lastIndex(of: UInt8(ascii: "@")) else { return octets.allSatisfy(isOfLocalPart) }
        return octets[..<at].allSatisfy(isOfLocalPart) && octets[octets.index(after: at)...].allSatisfy(isOfDomain)
    }

    private static func isOfDomain(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x80...: true
        default: false
        }
    }

    /// What RFC 5321 lets stand without quotes, without the `!` and `%` of routes.
    private static func isOfLocalPart(_ octet: UInt8) -> Bool {
        isOfDomain(octet) || "#$&'*+/=?^`{|}~".utf8.contains(octet)
    }
}
