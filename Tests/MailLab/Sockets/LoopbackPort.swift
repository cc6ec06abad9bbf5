import Foundation
import Synchronization

/// Free TCP ports on 127.0.0.1.
package enum LoopbackPort {
    package enum Failure: Error {
        case noneFree
    }

    /// Below 32768, where Linux by default begins to take ports for outgoing connections (ip_local_port_range in
    /// ip(7)): a port from up there could be taken between this call and the server's start.
    private static let range = 12_000..<32_000
    private static let given = Mutex<Set<Int>>([])

    /// A port on which nothing listens, and which this process has not been given before. Throws `Failure.noneFree`.
    package static func free() throws(Failure) -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: range)
            let isNew = given.withLock { $0.insert(port).inserted }
            if isNew, canBind(port) { return port }
        }
        throw .noneFree
    }

    private static func canBind(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let address = SocketAddress.inet(host: "127.0.0.1", port: port)
        return (try? address.withSystemAddress { bind(descriptor, $0, $1) == 0 }) ?? false
    }
}
