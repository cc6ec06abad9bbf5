internal import CSystemd
internal import Foundation

/// Why journald did not take an entry.
enum SystemdFailure: Error, CustomStringConvertible {
    /// It is not there, or the system hinders the sending.
    case unreachable(path: String, errno: Int32)
    /// It does not empty its socket.
    case stalled(path: String)
    /// It would drop the entry.
    case tooLarge(octets: Int)

    var description: String {
        switch self {
        case .unreachable(let path, let errno):
            "journald takes no records at \(path): \(String(cString: strerror(errno)))"
        case .stalled(let path): "journald does not empty its socket \(path)"
        case .tooLarge(let octets): "a record of \(octets) octets is too large for journald"
        }
    }
}

/// The socket at which journald takes entries.
///
/// sd_journal_sendv(3) is not used for it: where the socket is missing it does nothing and says 0, and where journald hangs it
/// blocks for ever. Both must be known here, as the answer to a refusal depends on it.
final class NativeSocket {
    private let path: String
    private var descriptor: Int32 = -1

    init(path: String) { self.path = path }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Foundation.close(descriptor) }
        descriptor = -1
    }

    /// Hands an entry over; one that no datagram can hold, as a sealed file in memory.
    ///
    /// - Throws: ``SystemdFailure``, at the latest when `deadline` has come.
    func send(_ entry: NativeEntry, until deadline: ContinuousClock.Instant) throws(SystemdFailure) {
        guard entry.octets.count <= SystemdLimits.entry else { throw .tooLarge(octets: entry.octets.count) }
        let error = deliver(until: deadline) { descriptor in
            entry.octets.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Self.flags) >= 0 }
        }
        switch error {
        case 0: return
        case EMSGSIZE, ENOBUFS: try sendFile(entry, until: deadline)
        default: throw failure(error)
        }
    }

    /// Waits until journald has taken all that was handed over out of its socket: what lies there goes with it, unless systemd
    /// holds the socket for it. Of what it takes, journald writes each entry before it does anything else.
    ///
    /// - Throws: ``SystemdFailure``, at the latest when `deadline` has come.
    func awaitTaken(until deadline: ContinuousClock.Instant) throws(SystemdFailure) {
        guard descriptor >= 0 else { return }
        var octets: Int32 = 0
        var pause: UInt32 = 20
        // SIOCOUTQ of <linux/sockios.h>, which is TIOCOUTQ: what this end has sent and the other has not received (unix(7)).
        while ioctl(descriptor, UInt(TIOCOUTQ), &octets) == 0, octets > 0 {
            guard ContinuousClock.now < deadline else { throw .stalled(path: path) }
            usleep(pause)
            pause = min(pause * 2, 2000)
        }
        // Nothing lies either in the socket of a journald that has ended. journald passes over an empty datagram.
        if Foundation.send(descriptor, nil, 0, Self.flags) < 0, errno != EAGAIN {
            let error = errno
            close()
            throw failure(error)
        }
    }

    /// A peer that has gone is an error, no signal.
    private static let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

    /// Tries until a datagram is handed over: waits where the socket is full, and connects anew where journald was restarted.
    ///
    /// - Returns: 0, or the errno of what failed; EAGAIN: the deadline has come.
    private func deliver(until deadline: ContinuousClock.Instant, _ attempt: (Int32) -> Bool) -> Int32 {
        var isFresh = false
        while true {
            if descriptor < 0 {
                let error = connect()
                guard error == 0 else { return error }
                isFresh = true
            }
            if attempt(descriptor) { return 0 }
            switch errno {
            case EINTR: break
            case EAGAIN:
                guard awaitRoom(until: deadline) else { return EAGAIN }
            case let error:
                let hasGone = [ECONNREFUSED, ECONNRESET, ENOTCONN, EPIPE].contains(error)
                if hasGone { close() }
                if !hasGone || isFresh { return error }
            }
        }
    }

    /// - Returns: 0, or the errno of what failed.
    private func connect() -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isTooLong = path.utf8.count >= MemoryLayout.size(ofValue: address.sun_path)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: &address) { pointer in
            // A sockaddr_un begins as every sockaddr does (unix(7)).
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let error = isTooLong ? ENAMETOOLONG : status == 0 ? 0 : errno
        if error == 0 {
            self.descriptor = descriptor
        } else {
            Foundation.close(descriptor)
        }
        return error
    }

    private func awaitRoom(until deadline: ContinuousClock.Instant) -> Bool {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return false }
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let (seconds, attoseconds) = left.components
        poll(&wait, 1, Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
        return true
    }

    private func failure(_ error: Int32) -> SystemdFailure {
        error == EAGAIN ? .stalled(path: path) : .unreachable(path: path, errno: error)
    }

    private func sendFile(_ entry: NativeEntry, until deadline: ContinuousClock.Instant) throws(SystemdFailure) {
        let file = tlsmandate_memory_file()
        guard file >= 0 else { throw failure(errno) }
        defer { Foundation.close(file) }
        var rest = entry.octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(errno) }
            rest = rest.dropFirst(count)
        }
        // journald maps the file, and takes only one that can change no more.
        guard tlsmandate_seal(file) == 0 else { throw failure(errno) }
        let error = deliver(until: deadline) { tlsmandate_send_descriptor($0, file, Self.flags) >= 0 }
        if error != 0 { throw failure(error) }
    }
}
