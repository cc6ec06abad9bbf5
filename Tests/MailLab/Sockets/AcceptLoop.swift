import Foundation
import Synchronization

/// A listening socket whose connections have a thread each.
final class AcceptLoop: Sendable {
    enum Failure: Error {
        case listen(errno: Int32)
    }

    private let listener: Int32
    private let accepted = Connections()
    /// How many connections there were so far.
    var connections: Int { accepted.count }

    /// Listens at once.
    ///
    /// - `serve`: given each connection's descriptor, which it closes, and its number, from 1.
    init(host: String, port: Int, serve: @escaping @Sendable (_ connection: Int32, _ number: Int) -> Void) throws {
        let address = SocketAddress.inet(host: host, port: port)
        let listener = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure.listen(errno: errno) }
        self.listener = listener
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        let isBound = try address.withSystemAddress { bind(listener, $0, $1) == 0 }
        guard isBound, listen(listener, 16) == 0 else { throw Failure.listen(errno: errno) }
        // The thread has a descriptor of its own for the same socket: it never accepts on a number that is another's by now.
        let own = dup(listener)
        Thread.detachNewThread { [accepted] in
            while case let connection = accept(own, nil, nil), connection >= 0 {
                let number = accepted.increment()
                Thread.detachNewThread { serve(connection, number) }
            }
            close(own)
        }
    }

    /// Ends accept(2); connections end with their clients.
    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}

/// Counts what the listening thread accepts, which may outlive the server by a moment.
private final class Connections: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .relaxed) }

    func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
