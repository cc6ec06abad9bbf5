internal import Glibc

/// A TCP connection, closed with its owner.
struct TCPChannel: Channel, ~Copyable {
    private let descriptor: Int32
    private var received = 0

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Connects without blocking: the wait is poll(2)'s.
    static func connect(to endpoint: Endpoint, until deadline: Deadline) throws(TransportError) -> TCPChannel {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(endpoint.family, kind, 0)
        guard descriptor >= 0 else {
            throw errno == EAFNOSUPPORT ? .noRoute(errno: errno) : .system("socket", errno: errno)
        }
        let channel = TCPChannel(descriptor: descriptor)
        // Commands are single small packets, each of which waits for a reply: Nagle's algorithm would only add delay.
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        let status = endpoint.withSystemAddress { Glibc.connect(descriptor, $0, $1) }
        if status != 0 {
            // What connect(2) refuses at once, no gateway has answered.
            if [ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL].contains(errno) { throw .noRoute(errno: errno) }
            guard errno == EINPROGRESS || errno == EINTR else { throw .system("connect", errno: errno) }
            try channel.wait(for: POLLOUT, until: deadline)
            var error: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0, error == 0 else {
                if error == ETIMEDOUT { throw .timedOut }
                throw .system("connect", errno: error)
            }
        }
        return channel
    }

    borrowing func send(_ octets: [UInt8], until deadline: Deadline) throws(TransportError) {
        var sent = 0
        while sent < octets.count {
            // The pointer is to `count - sent` octets of an array that lives until the call returns.
            let count = octets.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, octets.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                try wait(for: POLLOUT, until: deadline)
            } else if errno == EPIPE || errno == ECONNRESET {
                throw .closed
            } else if errno != EINTR {
                throw .system("send", errno: errno)
            }
        }
    }

    /// - Throws: `flood` for more than ``ProbeLimits/octets`` in all, `timedOut` also where something has come too late.
    mutating func receive(until deadline: Deadline) throws(TransportError) -> [UInt8] {
        while true {
            guard deadline.milliseconds > 0 else { throw .timedOut }
            var count = 0
            let octets = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, initialized in
                // recv(2) writes at most the buffer's length, and says how much.
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                initialized = max(count, 0)
            }
            if count > 0 {
                received += count
                guard received <= ProbeLimits.octets else { throw .flood }
                return octets
            }
            if count == 0 { throw .closed }
            switch errno {
            case EAGAIN: try wait(for: POLLIN, until: deadline)
            case EINTR: continue
            case ECONNRESET: throw .closed
            default: throw .system("recv", errno: errno)
            }
        }
    }

    private borrowing func wait(for events: Int32, until deadline: Deadline) throws(TransportError) {
        // A gateway that waits for our acknowledgement before it sends its next small packet is not kept waiting for 40 ms
        // (delayed acknowledgement, tcp(7)); the kernel forgets it, so it is said each time.
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, socklen_t(MemoryLayout<Int32>.size))
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let count = poll(&entry, 1, deadline.milliseconds)
            if count > 0 { return }
            if count == 0 { throw .timedOut }
            guard errno == EINTR else { throw .system("poll", errno: errno) }
        }
    }
}
