import Foundation

/// A server that says what a test wrote down, a reply for each line that it hears: for gateways that behave as no real mail
/// server can be told to. It knows no TLS.
package final class ScriptedServer: Sendable {
    private enum Failure: Error {
        case connect(errno: Int32)
    }

    /// What it does once the script is at its end.
    package enum End: Sendable {
        /// Keeps silent, and the connection open.
        case silence
        /// Hangs up when it hears something more.
        case hangUp
        /// Carries octets to and from another server, on this port of 127.0.0.1.
        case relay(port: Int)
    }

    private let loop: AcceptLoop
    /// How many connections there were so far.
    package var connections: Int { loop.connections }

    /// Listens at once; each connection has a thread of its own.
    ///
    /// - `script`: first what it says when somebody connects, then a reply for each line, each without its CR LF at the end.
    package init(host: String = "127.0.0.1", port: Int, _ script: [String], then end: End) throws {
        loop = try AcceptLoop(host: host, port: port) { connection, _ in Self.serve(connection, script, end) }
    }

    private static func serve(_ connection: Int32, _ script: [String], _ end: End) {
        defer { close(connection) }
        var replies = script[...]
        var waiting = true
        while waiting {
            if let reply = replies.popFirst() {
                let octets = Array((reply + "\r\n").utf8)
                guard send(connection, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count else { return }
            } else if case .hangUp = end {
                return
            }
            if replies.isEmpty, case .relay(let port) = end { return relay(connection, port) }
            waiting = readLine(connection)
        }
    }

    /// Until either side ends. Blocks this thread with one direction, and another with the other.
    private static func relay(_ connection: Int32, _ port: Int) {
        guard let other = try? connect(port) else { return }
        Thread.detachNewThread {
            pump(from: other, to: connection)
            shutdown(connection, Int32(SHUT_RDWR))
        }
        pump(from: connection, to: other)
        shutdown(other, Int32(SHUT_RDWR))
        close(other)
    }

    private static func connect(_ port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = try SocketAddress.loopback(port).withSystemAddress {
            Foundation.connect(descriptor, $0, $1) == 0
        }
        guard isConnected else {
            close(descriptor)
            throw Failure.connect(errno: errno)
        }
        return descriptor
    }

    private static func pump(from source: Int32, to target: Int32) {
        var octets = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(source, &octets, octets.count, 0)
            guard count > 0, send(target, octets, count, Int32(MSG_NOSIGNAL)) == count else { return }
        }
    }

    /// Reads to the next LF; false at the end of the connection.
    private static func readLine(_ connection: Int32) -> Bool {
        var octet: UInt8 = 0
        while recv(connection, &octet, 1, 0) == 1 {
            if octet == UInt8(ascii: "\n") { return true }
        }
        return false
    }
}
