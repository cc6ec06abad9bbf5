internal import Glibc
package import MandateCore

/// A TCP address: where a gateway is reached.
package struct Endpoint: Hashable, Sendable {
    package let address: IPAddress
    package let port: Int

    /// - Returns: nil for a port that is none.
    package init?(address: IPAddress, port: Int) {
        guard (1...65_535).contains(port) else { return nil }
        self.address = address
        self.port = port
    }

    /// The address as inet_ntop(3) writes it: `192.0.2.1`, `2001:db8::1`.
    package var addressText: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // The source is an in_addr or in6_addr as the family says, the buffer has room for the longest text.
        if address.isVersion4 {
            var source = in_addr(s_addr: UInt32(truncatingIfNeeded: address.bits).bigEndian)
            inet_ntop(AF_INET, &source, &buffer, socklen_t(buffer.count))
        } else {
            var source = address.bits.bigEndian
            inet_ntop(AF_INET6, &source, &buffer, socklen_t(buffer.count))
        }
        return buffer.text
    }

    /// As the documents' tables write it: `194.145.224.12:25`.
    package var text: String { address.isVersion4 ? "\(addressText):\(port)" : "[\(addressText)]:\(port)" }

    var family: Int32 { address.isVersion4 ? AF_INET : AF_INET6 }

    /// Hands the address to a call such as connect(2).
    func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        if address.isVersion4 {
            var system = sockaddr_in()
            system.sin_family = sa_family_t(AF_INET)
            system.sin_port = in_port_t(port).bigEndian
            system.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.bits).bigEndian
            return Self.rebound(&system, body)
        }
        var system = sockaddr_in6()
        system.sin6_family = sa_family_t(AF_INET6)
        system.sin6_port = in_port_t(port).bigEndian
        // in6_addr is 16 octets in network order, as is a UInt128 once it is big-endian.
        withUnsafeBytes(of: address.bits.bigEndian) { octets in
            withUnsafeMutableBytes(of: &system.sin6_addr) { $0.copyBytes(from: octets) }
        }
        return Self.rebound(&system, body)
    }

    /// sockaddr is the head that all address structures begin with (socket(7)); its family says what follows.
    private static func rebound<Address, Result>(
        _ address: inout Address,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
