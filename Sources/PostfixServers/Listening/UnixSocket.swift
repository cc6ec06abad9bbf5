internal import Glibc
internal import NIOCore

/// A unix socket of our own making, and not NIO's: NIO does not tell the descriptor, by which it can be kept.
enum UnixSocket {
    /// Makes a stream socket that is bound to a path, and not listened on yet.
    ///
    /// - Parameter path: At most ``ListenAddress/longestPath`` octets, where no file stands.
    /// - Throws: `IOError`, as NIO does.
    static func bound(to path: String) throws -> CInt {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) { pointer in
            // A sockaddr_un begins as every sockaddr does (unix(7)).
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let error = IOError(errnoCode: errno, reason: "bind")
            close(descriptor)
            throw error
        }
        return descriptor
    }
}
