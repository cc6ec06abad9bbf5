import Foundation

/// The socket to which a service reports its state, as systemd's is (sd_notify(3)): a unix datagram socket. A thread
/// empties it all the time, so that a service that reports often is never blocked.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32

    /// Binds the socket; `onMessage` gets each datagram, on the reading thread.
    /// Throws `SocketAddress.Failure`, or `POSIXError`.
    init(path: String, onMessage: @escaping @Sendable (String) -> Void) throws {
        self.path = path
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        self.descriptor = descriptor
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let isBound = try SocketAddress.unix(path: path).withSystemAddress { bind(descriptor, $0, $1) == 0 }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        // The thread has a descriptor of its own for the same socket, so that neither side closes the other's.
        let reader = dup(descriptor)
        Thread.detachNewThread {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            // Nothing is left to read when `close()` has shut the socket down.
            while case let count = recv(reader, &chunk, chunk.count, 0), count > 0 {
                onMessage(String(decoding: chunk[..<count], as: UTF8.self))
            }
            Foundation.close(reader)
            unlink(path)
        }
    }

    /// Sends a datagram to the socket itself, behind those that are there. Throws `POSIXError`.
    func send(_ message: String) throws {
        let octets = Array(message.utf8)
        let sender = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { Foundation.close(sender) }
        let count = try SocketAddress.unix(path: path).withSystemAddress { address, length in
            sendto(sender, octets, octets.count, Int32(MSG_NOSIGNAL), address, length)
        }
        guard count == octets.count else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// Ends the reading thread; what is sent from now on is refused.
    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    deinit {
        close()
        Foundation.close(descriptor)
    }
}
