/// Reading the path of MAIL or RCPT as a mail server hands it to a milter: with its angle brackets, and as the client wrote it.
enum EnvelopePath {
    /// The address in a path; empty: the null sender.
    ///
    /// Postfix has unquoted the address and dropped source routes and comments; Sendmail hands over what the client wrote, which
    /// may have both (RFC 5321, section 4.1.2, and RFC 822): there the address that the server itself made of it counts.
    ///
    /// - Parameters:
    ///   - path: The first argument of xxfi_envfrom or xxfi_envrcpt.
    ///   - canonical: The mail server's own form of the address, in `{mail_addr}` or `{rcpt_addr}`.
    static func address(_ path: String, canonical: String?) -> String {
        var address = path.trimmingBlanks
        if address.hasPrefix("<"), let end = address.lastIndex(of: ">") {
            address = address[address.index(after: address.startIndex)..<end].trimmingBlanks
        }
        if let canonical, canonical.contains("@"), !isPlain(address) { return canonical }
        return String(address)
    }

    /// Whether the domain is written in no way that a mail server would read otherwise: with comments, quotes or blanks.
    private static func isPlain(_ address: Substring) -> Bool {
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return address.isEmpty }
        return address.utf8[address.utf8.index(after: at)...].allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x80...: true
            default: false
            }
        }
    }
}

extension StringProtocol {
    fileprivate var trimmingBlanks: Substring {
        var part = Substring(self)
        while part.first == " " || part.first == "\t" { part.removeFirst() }
        while part.last == " " || part.last == "\t" { part.removeLast() }
        return part
    }
}
