/// Where a server listens: `inet:HOST:PORT` or `unix:PATH`.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
    case inet(host: String, port: Int)
    /// The path as configured; a relative one is below the runtime directory.
    case unix(path: String)

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

    package var description: String {
        switch self {
        case .inet(let host, let port): host.contains(":") ? "inet:[\(host)]:\(port)" : "inet:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
