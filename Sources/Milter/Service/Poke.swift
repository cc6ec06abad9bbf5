internal import Foundation
internal import MandateCore

/// Connects to an address and hangs up: to find out whether somebody listens, or answers, or to wake whoever does.
enum Poke {
    /// - Returns: Whether somebody accepts connections there.
    static func connect(to address: ListenAddress) -> Bool {
        guard let descriptor = open(to: address) else { return false }
        close(descriptor)
        return true
    }

    /// Begins a session as a mail server does (SMFIC_OPTNEG, version 6 with all actions and steps), and waits for what comes of it.
    ///
    /// - Parameter limit: How long, in seconds; 1 or more.
    /// - Returns: Whether nothing came, neither an answer nor the end of the connection. False where no connection could be made:
    ///   file descriptors that are used up are no sign of a milter that is stuck.
    static func isStuck(_ address: ListenAddress, for limit: Int) -> Bool {
        guard let descriptor = open(to: address) else { return false }
        defer { close(descriptor) }
        var time = timeval(tv_sec: limit, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        let offer: [UInt8] = [0, 0, 0, 13, UInt8(ascii: "O"), 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff]
        guard send(descriptor, offer, offer.count, Int32(MSG_NOSIGNAL)) == offer.count else { return false }
        var octet: UInt8 = 0
        return recv(descriptor, &octet, 1, 0) < 0 && errno == EAGAIN
    }

    private static func open(to address: ListenAddress) -> Int32? {
        switch address {
        case .unix(let path): open(path: path)
        case .inet(let host, let port): open(host: host, port: port)
        }
    }

    private static func open(path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let octets = Array(path.utf8)
        guard octets.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        return withUnsafePointer(to: &address) { pointer in
            // A sockaddr_un begins as every sockaddr does (unix(7)).
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                open(AF_UNIX, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func open(host: String, port: Int) -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else { return nil }
        defer { freeaddrinfo(found) }
        return open(found.pointee.ai_family, found.pointee.ai_addr, found.pointee.ai_addrlen)
    }

    private static func open(_ family: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        if Foundation.connect(descriptor, address, length) == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
