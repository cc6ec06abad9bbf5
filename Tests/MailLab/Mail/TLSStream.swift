import COpenSSL

/// TLS over a socket, as a client. OpenSSL works on two memory buffers, and this moves bytes between them and the
/// socket: so the socket's time limits hold for TLS too, and OpenSSL never writes to a closed socket (SIGPIPE).
final class TLSStream {
    private let socket: StreamSocket
    private let session: OpaquePointer
    /// What has arrived and what is to be sent; owned by `session`.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// Shakes hands. Throws `OpenSSLFailure` where that fails, `StreamSocket.Failure` where the connection does.
    init(over socket: StreamSocket, _ options: TLSOptions, until deadline: Deadline) throws {
        let context = try TLSContext()
        try context.apply(options)
        // The session keeps the context alive by a reference of its own (SSL_new(3)).
        guard let session = SSL_new(context.pointer), let incoming = BIO_new(BIO_s_mem()),
            let outgoing = BIO_new(BIO_s_mem())
        else { throw OpenSSLFailure("SSL_new") }
        SSL_set_bio(session, incoming, outgoing)
        (self.socket, self.session, self.incoming, self.outgoing) = (socket, session, incoming, outgoing)
        try perform("handshake", until: deadline) { SSL_connect(session) }
    }

    /// Shakes hands with a client. Throws as above.
    init(accepting socket: StreamSocket, _ context: borrowing TLSContext, until deadline: Deadline) throws {
        guard let session = SSL_new(context.pointer), let incoming = BIO_new(BIO_s_mem()),
            let outgoing = BIO_new(BIO_s_mem())
        else { throw OpenSSLFailure("SSL_new") }
        SSL_set_bio(session, incoming, outgoing)
        (self.socket, self.session, self.incoming, self.outgoing) = (socket, session, incoming, outgoing)
        try perform("handshake", until: deadline) { SSL_accept(session) }
    }

    deinit {
        SSL_free(session)
    }

    /// As Postfix names it in `encryption_protocol`.
    var protocolName: String { String(cString: SSL_get_version(session)) }

    /// OpenSSL's name, as Postfix's `encryption_cipher`.
    var cipher: String { String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(session))) }

    /// As Postfix's `encryption_keysize`.
    var keyBits: Int { Int(SSL_CIPHER_get_bits(SSL_get_current_cipher(session), nil)) }

    func send(_ bytes: some Collection<UInt8>, until deadline: Deadline) throws {
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { return }
        try perform("write", until: deadline) { SSL_write(session, bytes, Int32(bytes.count)) }
    }

    /// Sends so many session tickets, which no client asks for (RFC 8446, section 4.6.1); TLS 1.3 only, as a server.
    func sendTickets(_ count: Int, until deadline: Deadline) throws {
        for _ in 0..<count {
            try perform("ticket", until: deadline) { SSL_new_session_ticket(session) }
            try perform("ticket", until: deadline) { SSL_do_handshake(session) }
        }
    }

    /// What has arrived, at least one byte; empty when the server has closed.
    func receive(until deadline: Deadline) throws -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = try perform("read", until: deadline) { SSL_read(session, &chunk, Int32(chunk.count)) }
        return Array(chunk[..<Int(count)])
    }

    /// Tells the server that the session ends (close_notify), without waiting for its answer.
    func close() {
        ERR_clear_error()
        SSL_shutdown(session)
        try? flush()
    }

    /// Repeats an operation, with bytes moved between, until it is done; 0 when the server has closed.
    @discardableResult
    private func perform(_ name: String, until deadline: Deadline, _ operation: () -> Int32) throws -> Int32 {
        while true {
            ERR_clear_error()
            let result = operation()
            let error = SSL_get_error(session, result)
            if error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL {
                let failure = OpenSSLFailure(name)
                try? flush()
                throw failure
            }
            try flush()
            if result > 0 { return result }
            if error == SSL_ERROR_ZERO_RETURN { return 0 }
            let bytes = try socket.receive(until: deadline)
            guard !bytes.isEmpty else {
                if name == "read" { return 0 }
                throw OpenSSLFailure("\(name): the server closed the connection")
            }
            BIO_write(incoming, bytes, Int32(bytes.count))
        }
    }

    private func flush() throws {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while BIO_ctrl_pending(outgoing) > 0 {
            let count = BIO_read(outgoing, &chunk, Int32(chunk.count))
            guard count > 0 else { return }
            try socket.send(chunk[..<Int(count)])
        }
    }
}
