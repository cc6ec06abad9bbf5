import Foundation
import Synchronization

/// An SMTP server whose TLS is what a test says: versions, ciphers, certificate. It takes every sender and every recipient, and
/// no message.
package final class TLSSink: Sendable {
    /// What it is like.
    package struct Settings: Sendable {
        /// nil: it does not offer STARTTLS. Without a certificate in it only anonymous ciphers are left.
        package var tls: TLSOptions?
        /// Connections after which it answers 421 to all others; nil: it never does.
        package var patience: Int?
        /// Session tickets that it sends before it answers EHLO within TLS, beyond those of the handshake.
        package var tickets: Int

        package init(tls: TLSOptions?, patience: Int? = nil, tickets: Int = 0) {
            self.tls = tls
            self.patience = patience
            self.tickets = tickets
        }
    }

    private let loop: AcceptLoop
    private let state: State
    /// How many connections there were so far.
    package var connections: Int { loop.connections }

    /// Listens at once; each connection has a thread of its own.
    package init(host: String, port: Int, _ settings: Settings) throws {
        let state = State(settings)
        self.state = state
        loop = try AcceptLoop(host: host, port: port) { connection, _ in
            // What a client breaks off is over.
            try? Session(StreamSocket(accepted: connection), state.take()).run()
        }
    }

    /// What the next connection meets.
    package func become(_ settings: Settings) { state.set(settings) }

    /// Shared with the listening thread, which may outlive the server by a moment.
    private final class State: Sendable {
        private let settings: Mutex<Settings>

        init(_ settings: Settings) { self.settings = Mutex(settings) }

        func set(_ new: Settings) { settings.withLock { $0 = new } }

        /// The settings for one connection more.
        func take() -> Settings {
            settings.withLock { settings in
                let now = settings
                if let patience = settings.patience { settings.patience = max(patience - 1, 0) }
                return now
            }
        }
    }
}

/// One connection.
private final class Session {
    private let settings: TLSSink.Settings
    private let socket: StreamSocket
    private var tls: TLSStream?
    private var buffer: [UInt8] = []
    private let deadline = Deadline()

    init(_ socket: StreamSocket, _ settings: TLSSink.Settings) {
        self.socket = socket
        self.settings = settings
    }

    func run() throws {
        if settings.patience == 0 { return try send("421 4.7.0 too many connections") }
        try send("220 sink.example ESMTP")
        while let line = try readLine() {
            switch line.prefix(4).uppercased() {
            case "EHLO":
                try tls?.sendTickets(settings.tickets, until: deadline)
                try send(greeting)
            case "STAR":
                guard let options = settings.tls, tls == nil else { try send("502 5.5.1 no STARTTLS"); continue }
                try send("220 2.0.0 go ahead")
                let context = try TLSContext(forServer: ())
                try context.apply(options)
                tls = try TLSStream(accepting: socket, context, until: deadline)
            case "MAIL", "RCPT": try send("250 2.1.0 ok")
            case "QUIT":
                try send("221 2.0.0 bye")
                tls?.close()
                return
            default: try send("502 5.5.2 no such command")
            }
        }
    }

    private var greeting: String {
        tls == nil && settings.tls != nil ? "250-sink.example\r\n250 STARTTLS" : "250 sink.example"
    }

    private func send(_ line: String) throws {
        let octets = Array((line + "\r\n").utf8)
        if let tls { try tls.send(octets, until: deadline) } else { try socket.send(octets) }
    }

    /// nil at the end of the connection.
    private func readLine() throws -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            let octets = try tls?.receive(until: deadline) ?? socket.receive(until: deadline)
            if octets.isEmpty { return nil }
            buffer += octets
        }
    }
}
