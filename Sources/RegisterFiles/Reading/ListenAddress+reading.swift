package import MandateCore

extension ListenAddress {
    /// Reads an address; an IPv6 host stands in brackets. Port 0 is refused: nobody could find it.
    package init?(_ text: String) {
        if text.hasPrefix("unix:"), text.utf8.count > 5 {
            self = .unix(path: String(text.dropFirst(5)))
            return
        }
        guard text.hasPrefix("inet:") else { return nil }
        let rest = text.dropFirst(5)
        guard let colon = rest.lastIndex(of: ":"), let port = Int(decimal: rest[rest.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self = .inet(host: String(host), port: port)
    }
}
