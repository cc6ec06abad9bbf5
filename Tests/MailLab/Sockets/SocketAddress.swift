import Foundation

/// Where a server listens, in the spelling of Postfix and of our own configuration: `inet:HOST:PORT` or `unix:PATH`.
package enum SocketAddress: Sendable, Equatable, CustomStringConvertible {
    /// `host` is a numeric IPv4 or IPv6 address, the latter without brackets.
    case inet(host: String, port: Int)
    case unix(path: String)

    package enum Failure: Error {
        /// Neither spelling, not numeric, or a unix path that is too long.
        case invalid(String)
    }

    package static func loopback(_ port: Int) -> SocketAddress { .inet(host: "127.0.0.1", port: port) }

    /// Reads either spelling; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            self = .unix(path: String(text.dropFirst(5)))
        } else if text.hasPrefix("inet:"), let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...])
        {
            let host = text[..<colon].dropFirst(5).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
            self = .inet(host: host, port: port)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .inet(let host, let port): host.contains(":") ? "inet:[\(host)]:\(port)" : "inet:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    var family: Int32 {
        switch self {
        case .inet(let host, _): host.contains(":") ? AF_INET6 : AF_INET
        case .unix: AF_UNIX
        }
    }

    /// Hands the address to a call such as connect(2). Throws `Failure.invalid`.
    func withSystemAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) throws -> Result {
        switch self {
        case .inet(let host, let port) where family == AF_INET6:
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(truncatingIfNeeded: port).bigEndian
            guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { throw Failure.invalid(description) }
            return try withRebound(&address, body)
        case .inet(let host, let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
            guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw Failure.invalid(description) }
            return try withRebound(&address, body)
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
                throw Failure.invalid(description)
            }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            return try withRebound(&address, body)
        }
    }

    private func withRebound<Address, Result>(
        _ address: inout Address,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
