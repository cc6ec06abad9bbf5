/// Where a server listens: `inet:HOST:PORT` or `unix:PATH`.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
    case inet(host: String, port: Int)
    /// In the configuration, a relative path is one below the runtime directory.
    case unix(path: String)

    /// Octets in the path of a unix socket: what SwiftNIO takes on every system; Linux itself would take 107 (unix(7)).
    package static let longestPath = 103

    /// As the configuration writes it; an IPv6 host stands in brackets.
    package var description: String {
        switch self {
        case .inet(let host, let port): host.contains(":") ? "inet:[\(host)]:\(port)" : "inet:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
