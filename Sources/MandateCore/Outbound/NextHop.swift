/// A next hop as Postfix's tables write it, and by which it looks up the TLS policy: `name`, `name:port`, `[name]`, `[name]:port`
/// (transport(5)); an IPv6 address as `[ipv6:2001:db8::1]`, or without the word.
package struct NextHop {
    /// Without brackets and port.
    package let name: String
    /// What stands behind the name: a number, or a service's name.
    package let port: String?
    /// In brackets: the host itself, no MX look-up.
    package let isDirect: Bool

    /// A text that is none of the four forms is a name as a whole.
    package init(_ text: some StringProtocol) {
        let octets = Array(text.utf8)
        let name = Self.name(in: octets.span)
        self.name = String(decoding: octets[name], as: UTF8.self)
        isDirect = name.lowerBound > 0
        let behind = octets[name.upperBound...].dropFirst(isDirect ? 1 : 0)
        port = behind.isEmpty ? nil : String(decoding: behind.dropFirst(), as: UTF8.self)
    }

    /// The number of the port; nil where there is none, or one that is no number from 1 to 65535 nor a service by which IANA knows
    /// mail servers.
    package var portNumber: Int? {
        switch port {
        case "smtp": 25
        case "submissions": 465
        case "submission": 587
        default: port.flatMap { $0.first == "+" ? nil : UInt16($0) }.flatMap { $0 == 0 ? nil : Int($0) }
        }
    }

    /// The name in lower case, an IPv6 address without the word.
    package var host: String {
        let name = name.lowercasedASCII
        return name.hasPrefix("ipv6:") ? String(name.dropFirst(5)) : name
    }

    /// Where the name stands in a key: without brackets and port.
    ///
    /// A key that is none of the four forms is a name as a whole, and no agreement has such a name.
    package static func name(in key: Span<UInt8>) -> Range<Int> {
        guard key.count > 0 else { return 0..<0 }
        var colon = key.count
        while colon > 0, key[colon - 1] != UInt8(ascii: ":") { colon -= 1 }
        if key[0] == UInt8(ascii: "[") {
            var close = key.count
            while close > 0, key[close - 1] != UInt8(ascii: "]") { close -= 1 }
            let isWhole = close == key.count || colon == close + 1
            return close > 1 && isWhole ? 1..<close - 1 : 0..<key.count
        }
        return colon > 1 ? 0..<colon - 1 : 0..<key.count
    }
}
