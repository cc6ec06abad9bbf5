/// A raw client for policy sockets (Postfix's SMTPD_POLICY_README): it sends whatever the test likes, well formed or
/// not, and reads until an empty line, the end of the connection, or a limit.
package final class PolicyClient {
    /// What came back.
    package enum Answer: Equatable {
        /// All up to the empty line, without it: `action=DUNNO`.
        case reply(String)
        /// The service closed the connection; with what it had sent.
        case closed(String)
        /// Nothing more came within the limit; with what had arrived.
        case nothing(String)
    }

    package let socket: StreamSocket
    private var buffer: [UInt8] = []

    /// Connects, trying again until `limit` while nobody listens there yet. Throws as `StreamSocket.init`.
    package init(to address: SocketAddress, within limit: Duration = Deadline.patience) throws {
        socket = try StreamSocket(to: address, within: limit)
    }

    /// Sends the bytes as they are. Throws `StreamSocket.Failure`.
    package func send(_ bytes: some Collection<UInt8>) throws {
        try socket.send(bytes)
    }

    /// Sends the text as it is. Throws `StreamSocket.Failure`.
    package func send(_ text: String) throws {
        try socket.send(text.utf8)
    }

    /// Sends a request: each attribute a line `name=value`, then an empty line; `request=smtpd_access_policy` is put
    /// first. Throws `StreamSocket.Failure`.
    package func send(request attributes: KeyValuePairs<String, String>) throws {
        let lines = attributes.map { "\($0.key)=\($0.value)\n" }.joined()
        try send("request=smtpd_access_policy\n\(lines)\n")
    }

    /// The next answer; several that arrive together are given one by one. Never throws for a connection that ends:
    /// that is an answer too.
    package func answer(within limit: Duration = Deadline.patience) -> Answer {
        let deadline = Deadline(limit)
        while true {
            if let reply = takeReply() { return .reply(reply) }
            do throws(StreamSocket.Failure) {
                let bytes = try socket.receive(until: deadline)
                guard !bytes.isEmpty else { return .closed(takeRest()) }
                buffer += bytes
            } catch .timedOut {
                return .nothing(String(decoding: buffer, as: UTF8.self))
            } catch {
                return .closed(takeRest())
            }
        }
    }

    /// Sends a request and returns the answer to it. Throws `StreamSocket.Failure`.
    package func ask(
        _ attributes: KeyValuePairs<String, String>,
        within limit: Duration = Deadline.patience
    ) throws -> Answer {
        try send(request: attributes)
        return answer(within: limit)
    }

    package func close() {
        socket.close()
    }

    private func takeReply() -> String? {
        let ends = zip(buffer.indices, buffer.indices.dropFirst()).first { buffer[$0] == 10 && buffer[$1] == 10 }
        guard let (end, _) = ends else { return nil }
        let reply = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...(end + 1))
        return reply
    }

    private func takeRest() -> String {
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }
}
