internal import Glibc
internal import MandateCore

/// Reading the texts of log lines.
enum LineText {
    /// The queue id that a text begins with, and what follows it: `4B77EFB205B: to=<…>`, `6AL63dUS000020: …`.
    ///
    /// Postfix: hexadecimal, or with enable_long_queue_ids letters and digits; Sendmail: letters and digits. NOQUEUE is none.
    static func queueID(_ text: Substring) -> (queueID: Substring, rest: Substring)? {
        guard let colon = text.utf8.prefix(40).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = text[..<colon]
        let rest = text[colon...].dropFirst()
        guard name.utf8.count >= 5, name.utf8.allSatisfy(isNameOctet), rest.first == " ", name != "NOQUEUE",
            name.utf8.contains(where: { 0x30...0x39 ~= $0 })
        else { return nil }
        return (name, rest.dropFirst())
    }

    /// `name[address]:port`, or without a port; of IPv6 the address is in brackets all the same.
    static func peer(_ text: Substring) -> Peer? {
        guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") else { return nil }
        let rest = text[close...].dropFirst()
        return Peer(
            name: dotless(text[..<open].trimmingBlanks),
            address: String(text[open..<close].dropFirst().prefix(100)),
            port: rest.hasPrefix(":") ? Int(rest.dropFirst().prefix { $0.isNumber }) : nil
        )
    }

    /// A host name without its last dot.
    static func dotless(_ name: Substring) -> String {
        String((name.hasSuffix(".") ? name.dropLast() : name).prefix(255))
    }

    /// The value behind `key=` of a line in which values end at a comma and a blank.
    static func value(_ key: String, in text: Substring) -> Substring? {
        guard let range = text.place(of: key + "=") else { return nil }
        let rest = text[range.upperBound...]
        return rest.place(of: ", ").map { rest[..<$0.lowerBound] } ?? rest
    }

    /// The addresses of `<a@x>` or `<a@x>,<b@y>`, without angle brackets; a quoted local part may hold anything.
    static func addresses(_ text: Substring) -> [String] {
        text.split(separator: ">,<", omittingEmptySubsequences: true).prefix(LogLimits.recipients).map { address in
            String(address.drop { $0 == "<" }.prefix { $0 != ">" })
        }
    }

    /// The reason in an error of OpenSSL: `error:0A0000C1:SSL routines::no shared cipher:file:line:` (ERR_error_string(3)).
    static func libraryReason(_ text: Substring) -> String {
        let parts = text.split(separator: ":", maxSplits: 6, omittingEmptySubsequences: false)
        guard parts.count > 4, parts[0].hasSuffix("error"), !parts[4].isEmpty else { return String(text.prefix(200)) }
        return String(parts[4].prefix(200))
    }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        0x30...0x39 ~= octet || 0x41...0x5a ~= octet || 0x61...0x7a ~= octet
    }
}

extension Substring {
    /// The first place of a text, octet by octet: characters of strangers that would join with ours must not hide it.
    func place(of text: String) -> Range<Index>? {
        var (whole, part) = (self, text)
        let offset = whole.withUTF8 { whole in part.withUTF8 { part in Self.offset(of: part, in: whole) } }
        guard let offset else { return nil }
        let start = utf8.index(startIndex, offsetBy: offset)
        return start..<utf8.index(start, offsetBy: text.utf8.count)
    }

    private static func offset(of part: UnsafeBufferPointer<UInt8>, in whole: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let start = whole.baseAddress, let wanted = part.baseAddress else { return nil }
        var index = 0
        while index + part.count <= whole.count {
            // The last place where it can begin is looked at too.
            let room = whole.count - part.count - index + 1
            guard let found = memchr(start + index, Int32(wanted[0]), room) else { return nil }
            index = UnsafeRawPointer(found) - UnsafeRawPointer(start)
            if memcmp(found, wanted, part.count) == 0 { return index }
            index += 1
        }
        return nil
    }

    /// The beginning of a text, where it is longer.
    func clipped(to length: Int) -> String { utf8.count <= length ? String(self) : String(prefix(length)) }
}
