import MailLab
import Testing

/// What a socketmap client may send that is no look-up, over a real connection.
@Suite struct BadLookupsTests {
    /// A request that cannot be read ends the connection without an answer, as it does in Postfix (netstring(3)).
    static let malformed: [(name: String, request: String)] = [
        ("a huge length", "99999999999999999999999:tls-policy strict.example,"),
        ("a length that is too much", "100001:tls-policy " + String(repeating: "x", count: 100_000) + ","),
        ("a negative length", "-1:tls-policy strict.example,"),
        ("a zero before the length", "025:tls-policy strict.example,"),
        ("no length", ":tls-policy strict.example,"),
        ("no comma", "25:tls-policy strict.example;"),
        ("no netstring", "GET / HTTP/1.1\r\n\r\n"),
        ("a policy request", "request=smtpd_access_policy\n\n"),
    ]

    static let refused = ["sendmail strict.example", "tls-policy", "tls-policy ", " strict.example", ""]

    private func service() throws -> Service {
        try Service(
            agreements: ["strict": "partner: Strict\ndomains: [strict.example]\noutbound: { level: encrypt }\n"],
            listen: #"{ socketmap: ["unix:socketmap.sock"] }"#
        )
    }

    private func connection(_ service: Service) throws -> StreamSocket {
        try StreamSocket(to: .unix(path: service.folder.path("run/socketmap.sock")))
    }

    /// What comes until so many answers have ended, or until the service closes the connection; then with `closed`.
    private func answers(_ count: Int, from socket: StreamSocket) throws -> String {
        var text = ""
        let deadline = Deadline()
        while text.matches(of: /,(?=[0-9]|$)/).count < count {
            let octets: [UInt8]
            do {
                octets = try socket.receive(until: deadline)
            } catch StreamSocket.Failure.receive {
                // What the service did not read before it closed resets the connection.
                octets = []
            }
            guard !octets.isEmpty else { return text + "closed" }
            text += String(decoding: octets, as: UTF8.self)
        }
        return text
    }

    private func netstring(_ text: String) -> String { "\(text.utf8.count):\(text)," }

    @Test func `a malformed look-up gets no answer, its cause is logged, and other connections are unharmed`() throws {
        let service = try service()
        let other = try connection(service)
        for (name, request) in Self.malformed {
            let socket = try connection(service)
            try? socket.send(request.utf8)
            #expect(try answers(1, from: socket) == "closed", "\(name)")
            try other.send(netstring("tls-policy strict.example").utf8)
            #expect(try answers(1, from: other).contains("OK encrypt"), "\(name)")
        }
        try service.awaitLog("malformed socketmap request, not answered")
    }

    @Test func `what names no map of ours, or no key, is refused for good, and the connection goes on`() throws {
        let service = try service()
        let socket = try connection(service)
        for request in Self.refused {
            try socket.send(netstring(request).utf8)
            #expect(try answers(1, from: socket).contains(":PERM "), "'\(request)'")
        }
        try socket.send(netstring("tls-policy strict.example").utf8)
        #expect(try answers(1, from: socket).contains("OK encrypt"))
        try service.awaitLog("socketmap request refused")
    }

    @Test func `look-ups that come together are answered in their order, and half of one waits for its rest`() throws {
        let service = try service()
        let socket = try connection(service)
        let key = netstring("tls-policy strict.example")
        try socket.send((key + netstring("tls-policy other.example") + key.prefix(9)).utf8)
        let first = try answers(2, from: socket)
        #expect(first.contains("OK encrypt") && first.hasSuffix("9:NOTFOUND ,"))
        try socket.send(key.dropFirst(9).utf8)
        #expect(try answers(1, from: socket).contains("OK encrypt"))
    }

    @Test func `the longest key that may be asked for is answered`() throws {
        let service = try service()
        let socket = try connection(service)
        try socket.send(netstring("tls-policy " + String(repeating: "x", count: 9_000)).utf8)
        #expect(try answers(1, from: socket) == "9:NOTFOUND ,")
    }
}
