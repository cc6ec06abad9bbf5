import Foundation

/// A blocking connection to a server, every read and write of which has a limit.
package final class StreamSocket {
    package enum Failure: Error, CustomStringConvertible {
        case connect(SocketAddress, errno: Int32)
        case send(errno: Int32)
        case receive(errno: Int32)
        /// Nothing came, or could be sent, within the limit.
        case timedOut

        package var description: String {
            switch self {
            case .connect(let address, let errno): "connect to \(address): \(errorText(errno))"
            case .send(let errno): "send: \(errorText(errno))"
            case .receive(let errno): "receive: \(errorText(errno))"
            case .timedOut: "time limit passed"
            }
        }
    }

    /// -1 once closed, so that a number that the system gives to another file is never used.
    private var descriptor: Int32

    /// Connects, trying again until `limit` while nobody listens there yet; from the address `source`, such as
    /// 127.0.0.10, or from the one that the system chooses. Throws `Failure.connect`, or `SocketAddress.Failure`.
    ///
    /// - `sendLimit`: how long a `send(_:)` waits at most where the other side takes nothing.
    package init(
        to address: SocketAddress,
        from source: String? = nil,
        within limit: Duration = Deadline.patience,
        sendLimit: Duration = Deadline.patience
    ) throws {
        let deadline = Deadline(limit)
        var last: Int32 = 0
        let connected: Int32? = try deadline.poll {
            switch try Self.connect(to: address, from: source, sendLimit: sendLimit) {
            case .success(let descriptor): return descriptor
            case .failure(let error) where [.ECONNREFUSED, .ENOENT, .EAGAIN].contains(error.code):
                last = error.code.rawValue
                return nil
            case .failure(let error): throw Failure.connect(address, errno: error.code.rawValue)
            }
        }
        guard let connected else { throw Failure.connect(address, errno: last) }
        descriptor = connected
    }

    /// A connection that was accepted; it is closed with its owner.
    init(accepted descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        close()
    }

    private static func connect(
        to address: SocketAddress,
        from source: String?,
        sendLimit: Duration
    ) throws -> Result<Int32, POSIXError> {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return .failure(lastError()) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        // Also limits connect(2) to a unix socket whose queue is full (SO_SNDTIMEO in socket(7)).
        var time = timeval(tv_sec: Int(sendLimit.components.seconds) + 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        do {
            let isBound =
                try source.map { source in
                    // The port stays the system's choice.
                    try SocketAddress.inet(host: source, port: 0).withSystemAddress { bind(descriptor, $0, $1) == 0 }
                } ?? true
            let isConnected =
                try isBound && address.withSystemAddress { Foundation.connect(descriptor, $0, $1) == 0 }
            if isConnected { return .success(descriptor) }
            let error = lastError()
            Foundation.close(descriptor)
            return .failure(error)
        } catch {
            Foundation.close(descriptor)
            throw error
        }
    }

    private static func lastError() -> POSIXError {
        POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }

    /// Sends all of it. Throws `Failure.send`, with EPIPE or ECONNRESET where the server has closed; no SIGPIPE.
    package func send(_ bytes: some Collection<UInt8>) throws(Failure) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EAGAIN { throw .timedOut }
            guard count > 0 || errno == EINTR else { throw .send(errno: errno) }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// What has arrived, at least one byte; empty when the server has closed.
    /// Throws `Failure.timedOut`, or `Failure.receive`, with ECONNRESET where the server broke the connection.
    package func receive(until deadline: Deadline) throws(Failure) -> [UInt8] {
        try awaitReadable(until: deadline)
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count >= 0 { return Array(chunk[..<count]) }
            guard errno == EINTR else { throw .receive(errno: errno) }
        }
    }

    private func awaitReadable(until deadline: Deadline) throws(Failure) {
        guard descriptor >= 0 else { throw .receive(errno: EBADF) }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&entry, 1, deadline.pollTimeout)
            if count > 0 { return }
            if count == 0 { throw .timedOut }
            guard errno == EINTR else { throw .receive(errno: errno) }
        }
    }

    /// Says that nothing more will be sent; the server's answers can still be read.
    package func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes the connection; further calls do nothing.
    package func close() {
        guard descriptor >= 0 else { return }
        Foundation.close(descriptor)
        descriptor = -1
    }
}
