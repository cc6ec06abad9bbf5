internal import Foundation

/// Connects to an address and hangs up: to find out whether somebody listens, or to wake whoever does.
enum Poke {
    /// - Returns: Whether somebody accepts connections there.
    static func connect(to address: MilterAddress) -> Bool {
        switch address {
        case .unix(let path): connect(path: path)
        case .inet(let host, let port): connect(host: host, port: port)
        }
    }

    private static func connect(path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let octets = Array(path.utf8)
        guard octets.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        return withUnsafePointer(to: &address) { pointer in
            // A sockaddr_un begins as every sockaddr does (unix(7)).
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(AF_UNIX, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func connect(host: String, port: Int) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else { return false }
        defer { freeaddrinfo(found) }
        return connect(found.pointee.ai_family, found.pointee.ai_addr, found.pointee.ai_addrlen)
    }

    private static func connect(_ family: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Bool {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return Foundation.connect(descriptor, address, length) == 0
    }
}
