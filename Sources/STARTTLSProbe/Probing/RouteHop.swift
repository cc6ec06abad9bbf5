/// A next hop of a route (transport(5)): `[host]`, `[host]:port`, `domain`, `domain:port`; an IPv6 address as
/// `[ipv6:2001:db8::1]`.
struct RouteHop {
    /// Without brackets.
    let host: String
    let port: Int?
    /// In brackets: the host itself, no MX look-up.
    let isDirect: Bool

    init?(_ text: String) {
        var hop = text[...]
        var number: Int?
        if let last = hop.lastIndex(of: ":"), hop.lastIndex(of: "]").map({ $0 < last }) ?? true,
            let port = Int(hop[hop.index(after: last)...])
        {
            number = port
            hop = hop[..<last]
        }
        isDirect = hop.hasPrefix("[") && hop.hasSuffix("]")
        var host = (isDirect ? String(hop.dropFirst().dropLast()) : String(hop)).lowercased()
        if isDirect, host.hasPrefix("ipv6:") { host.removeFirst(5) }
        guard !host.isEmpty else { return nil }
        self.host = host
        port = number
    }
}
