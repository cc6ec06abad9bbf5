import Foundation

/// A blocking, strictly lock-step SMTP client: one command, one reply; STARTTLS by OpenSSL, nothing verified.
///
/// Replies of any code are returned, not thrown. It throws `Failure` for what is no SMTP, `StreamSocket.Failure` where
/// the connection fails or a limit passes, `OpenSSLFailure` where TLS does.
package final class SMTPClient {
    package enum Failure: Error, CustomStringConvertible {
        /// The server closed the connection where a reply was due; with what had arrived of it.
        case closed(String)
        case malformed([String])
        /// A reply that the step cannot go on from.
        case refused(command: String, SMTPReply)

        package var description: String {
            switch self {
            case .closed(let rest): "the server closed the connection: \(rest)"
            case .malformed(let lines): "no SMTP reply: \(lines)"
            case .refused(let command, let reply): "\(command): \(reply)"
            }
        }
    }

    /// The most that one reply may take.
    package let limit: Duration
    private let socket: StreamSocket
    private var tls: TLSStream?
    private var buffer: [UInt8] = []
    /// The server's greeting; after XCLIENT the new one.
    package private(set) var greeting: SMTPReply?

    /// Connects, trying again until `limit` while nobody listens there yet, and reads the greeting, of whatever code.
    ///
    /// - `source`: the address to connect from, such as 127.0.0.10; for a server without XCLIENT.
    package convenience init(port: Int, from source: String? = nil, limit: Duration = Deadline.patience) throws {
        try self.init(to: .loopback(port), from: source, limit: limit)
    }

    /// As `init(port:from:limit:)`, to any address. Without `readsGreeting`, reading it is left to the test.
    package init(
        to address: SocketAddress,
        from source: String? = nil,
        limit: Duration = Deadline.patience,
        readsGreeting: Bool = true
    ) throws {
        self.limit = limit
        socket = try StreamSocket(to: address, from: source, within: limit)
        if readsGreeting { greeting = try readReply() }
    }

    /// The TLS version of the session as Postfix names it, "TLSv1.2"; nil in the clear.
    package var protocolName: String? { tls?.protocolName }

    /// OpenSSL's name of the cipher; nil in the clear.
    package var cipher: String? { tls?.cipher }

    /// Bits of the session key; nil in the clear.
    package var keyBits: Int? { tls?.keyBits }

    /// Sends a line and returns the reply to it.
    package func command(_ line: String) throws -> SMTPReply {
        try write(line + "\r\n")
        return try readReply()
    }

    package func ehlo(_ name: String = "client.example.net") throws -> SMTPReply {
        try command("EHLO \(name)")
    }

    /// Takes another client's place (Postfix's XCLIENT_README): `["ADDR": "192.0.2.1", "NAME": "mail.example.net"]`.
    /// Values are encoded as xtext here. Returns the new greeting; the session is back at EHLO then.
    @discardableResult
    package func xclient(_ attributes: KeyValuePairs<String, String>) throws -> SMTPReply {
        let words = attributes.map { "\($0.key)=\(xtext($0.value))" }
        let reply = try command("XCLIENT \(words.joined(separator: " "))")
        if reply.code == 220 { greeting = reply }
        return reply
    }

    /// STARTTLS and the handshake; EHLO is left to the test. Throws `Failure.refused` unless the server answers 220,
    /// `OpenSSLFailure` where the handshake fails. The connection is of no use after that.
    package func startTLS(_ options: TLSOptions = TLSOptions()) throws {
        let reply = try command("STARTTLS")
        guard reply.code == 220 else { throw Failure.refused(command: "STARTTLS", reply) }
        tls = try TLSStream(over: socket, options, until: Deadline(limit))
    }

    /// As `startTLS(_:)`, with the options one by one; defaults as in `TLSOptions`.
    package func startTLS(
        minimum: TLSProtocol = .tls1_0,
        maximum: TLSProtocol = .tls1_3,
        cipherList: String? = nil,
        cipherSuites: String? = nil,
        certificate: TestCertificate? = nil
    ) throws {
        try startTLS(
            TLSOptions(
                minimum: minimum,
                maximum: maximum,
                cipherList: cipherList,
                cipherSuites: cipherSuites,
                certificate: certificate
            )
        )
    }

    /// DATA and the message: line ends become CRLF, leading dots are doubled, the last line is ended.
    /// Returns the reply to the end of the message, or that to DATA where it is not 354.
    package func data(_ message: String) throws -> SMTPReply {
        let reply = try command("DATA")
        guard reply.code == 354 else { return reply }
        let lines = message.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.last == "" ? lines.dropLast() : lines[...]
        try write(body.map { ($0.hasPrefix(".") ? "." : "") + $0 + "\r\n" }.joined() + ".\r\n")
        return try readReply()
    }

    /// QUIT and close; the reply, or nil where the server was gone already.
    @discardableResult
    package func quit() -> SMTPReply? {
        defer { close() }
        return try? command("QUIT")
    }

    /// Closes without QUIT.
    package func close() {
        tls?.close()
        socket.close()
    }

    /// Sends text as it is, encrypted if the session is.
    package func write(_ text: String) throws {
        if let tls {
            try tls.send(text.utf8, until: Deadline(limit))
        } else {
            try socket.send(text.utf8)
        }
    }

    /// The bytes that have arrived, at least one; empty when the server has closed.
    package func read(within limit: Duration) throws -> [UInt8] {
        let deadline = Deadline(limit)
        guard buffer.isEmpty else {
            defer { buffer = [] }
            return buffer
        }
        return try tls?.receive(until: deadline) ?? socket.receive(until: deadline)
    }

    /// The next reply, for commands sent by `write(_:)`; within `limit` if not told otherwise.
    package func readReply(within other: Duration? = nil) throws -> SMTPReply {
        let deadline = Deadline(other ?? limit)
        var lines: [String] = []
        repeat {
            lines.append(try readLine(until: deadline))
        } while lines.last?.dropFirst(3).first == "-"
        guard let reply = SMTPReply(lines) else { throw Failure.malformed(lines) }
        return reply
    }

    private func readLine(until deadline: Deadline) throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = buffer[..<end]
                buffer.removeSubrange(...end)
                return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            let bytes = try tls?.receive(until: deadline) ?? socket.receive(until: deadline)
            guard !bytes.isEmpty else { throw Failure.closed(String(decoding: buffer, as: UTF8.self)) }
            buffer += bytes
        }
    }
}

/// RFC 1891's xtext, as Postfix reads it: `+`, `=`, blanks and what is not ASCII as `+XX`.
private func xtext(_ text: String) -> String {
    text.utf8.map { byte in
        switch byte {
        case 0x2B, 0x3D, ...0x20, 0x7F...: "+" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        default: String(UnicodeScalar(byte))
        }
    }.joined()
}
