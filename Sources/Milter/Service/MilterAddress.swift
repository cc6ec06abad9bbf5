/// Where libmilter listens; it serves one address.
package enum MilterAddress: Sendable, CustomStringConvertible {
    case inet(host: String, port: Int)
    /// An absolute path.
    case unix(path: String)

    /// As libmilter writes it (smfi_setconn): the port before the host.
    var connection: String {
        switch self {
        case .inet(let host, let port): host.contains(":") ? "inet6:\(port)@\(host)" : "inet:\(port)@\(host)"
        case .unix(let path): "unix:\(path)"
        }
    }

    package var description: String {
        switch self {
        case .inet(let host, let port): host.contains(":") ? "inet:[\(host)]:\(port)" : "inet:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
