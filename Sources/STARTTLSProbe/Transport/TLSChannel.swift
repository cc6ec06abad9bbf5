internal import COpenSSL

/// A TLS session over a TCP connection: OpenSSL works on octets in memory, the channel carries them.
struct TLSChannel: Channel, ~Copyable {
    private var transport: TCPChannel
    /// An SSL that `open` made and nobody else frees; it owns its two BIOs.
    let session: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer

    private init(
        _ transport: consuming TCPChannel,
        session: OpaquePointer,
        input: OpaquePointer,
        output: OpaquePointer
    ) {
        self.transport = transport
        self.session = session
        self.input = input
        self.output = output
    }

    deinit { SSL_free(session) }

    /// Takes the connection and does the handshake.
    ///
    /// - Parameter serverName: For the server name extension (RFC 6066); nil: none. See ``ProbeTarget/serverName(of:)``.
    static func open(
        over transport: consuming TCPChannel,
        context: consuming TLSClientContext,
        serverName: String?,
        until deadline: Deadline
    ) throws(TransportError) -> TLSChannel {
        guard let session = SSL_new(context.context) else { throw .tls(OpenSSLError.last) }
        guard let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            SSL_free(session)
            throw .tls(OpenSSLError.last)
        }
        // The session owns both from here on (SSL_set_bio(3)), and holds the context by a reference of its own.
        SSL_set_bio(session, input, output)
        var channel = TLSChannel(transport, session: session, input: input, output: output)
        SSL_set_connect_state(session)
        serverName?.withCString {
            // OpenSSL copies the name; SSL_set_tlsext_host_name is a macro for this.
            _ = SSL_ctrl(
                session,
                SSL_CTRL_SET_TLSEXT_HOSTNAME,
                Int(TLSEXT_NAMETYPE_host_name),
                UnsafeMutableRawPointer(mutating: $0)
            )
        }
        // SSL_set_tlsext_status_type: a stapled OCSP response is asked for (RFC 6066, section 8).
        _ = SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, Int(TLSEXT_STATUSTYPE_ocsp), nil)
        try channel.handshake(until: deadline)
        return channel
    }

    private mutating func handshake(until deadline: Deadline) throws(TransportError) {
        while true {
            ERR_clear_error()
            let status = SSL_do_handshake(session)
            let error = SSL_get_error(session, status)
            let reason = status == 1 || error == SSL_ERROR_WANT_READ ? "" : OpenSSLError.last
            // Also after a failure: the alert that tells the gateway why.
            try flush(until: deadline)
            if status == 1 { return }
            guard error == SSL_ERROR_WANT_READ else { throw .tls(reason) }
            supply(try transport.receive(until: deadline))
        }
    }

    borrowing func send(_ octets: [UInt8], until deadline: Deadline) throws(TransportError) {
        ERR_clear_error()
        // The array holds `count` octets until the call returns; a memory BIO takes all of them.
        guard SSL_write(session, octets, Int32(clamping: octets.count)) == octets.count else {
            throw .tls(OpenSSLError.last)
        }
        try flush(until: deadline)
    }

    mutating func receive(until deadline: Deadline) throws(TransportError) -> [UInt8] {
        while true {
            ERR_clear_error()
            var count: Int32 = 0
            let octets = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, initialized in
                // SSL_read(3) writes at most the buffer's length, and says how much.
                count = SSL_read(session, buffer.baseAddress, Int32(buffer.count))
                initialized = Int(max(count, 0))
            }
            if count > 0 { return octets }
            switch SSL_get_error(session, count) {
            case SSL_ERROR_WANT_READ:
                // TLS 1.3 may answer a key update.
                try flush(until: deadline)
                supply(try transport.receive(until: deadline))
            case SSL_ERROR_ZERO_RETURN: throw .closed
            default: throw .tls(OpenSSLError.last)
            }
        }
    }

    /// Hands OpenSSL what the gateway sent; a memory BIO takes all of it.
    private borrowing func supply(_ octets: [UInt8]) {
        _ = BIO_write(input, octets, Int32(clamping: octets.count))
    }

    /// Sends what OpenSSL has written.
    private borrowing func flush(until deadline: Deadline) throws(TransportError) {
        let pending = BIO_ctrl_pending(output)
        guard pending > 0 else { return }
        let octets = [UInt8](unsafeUninitializedCapacity: pending) { buffer, initialized in
            initialized = Int(max(BIO_read(output, buffer.baseAddress, Int32(clamping: pending)), 0))
        }
        try transport.send(octets, until: deadline)
    }
}
