import PostfixServers
import TestSupport
import Testing

/// What cannot be understood gets no answer: Postfix then tries again, and answers 451.
extension PolicyServerTests {
    static let malformed: [String] = [
        "\n", "GET / HTTP/1.1\r\nHost: policy\r\n\r\n\n", "EHLO mail.partner.example\n\n", "sender=a@b.example\n\n",
        "request=smtpd_access_policy\nprotocol_state\n\n", "request=junk_mail_policy\nprotocol_state=RCPT\n\n",
        "request=smtpd_access_policy\n=RCPT\n\n", "request=smtpd_access_policy\nsender=a\u{0}b@partner.example\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_state=MAIL\n\n",
        "request=smtpd_access_policy\r\nprotocol_state=RCPT\r\n\r\n\n\n",
        Request.plaintext.with(["size": "-1"]).text, Request.plaintext.with(["encryption_keysize": "1000000"]).text,
        Request.plaintext.with(["ccert_subject": "+zz"]).text,
        Request.plaintext.with(["helo_name": String(repeating: "a", count: 20_000)]).text,
        Request.plaintext.text.replacing("sender=", with: "sender"),
    ]

    @Test(arguments: malformed)
    func `a malformed request is not answered, its connection is closed, and others are not harmed`(
        text: String
    ) async throws {
        try await Service.run { service in
            let (bad, other) = (try service.connect(), try service.connect())
            #expect(try await other.ask(.unrelated) == "DUNNO")
            try await bad.send(text)
            #expect(try await bad.closing() == "")
            #expect(
                try await service.site.lines.next().hasPrefix("warning: malformed policy request, not answered")
            )
            #expect(try await other.ask(.plaintext) == Self.refusal)
            #expect(try await service.connect().ask(.plaintext) == Self.refusal)
            try await eventually { service.server.connections == 1 }
        }
    }

    @Test func `the log tells why a request was malformed, and how it begins`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            try await client.send("EHLO mail.partner.example\n\n")
            #expect(try await client.closing() == "")
            let line = try await service.site.lines.next()
            #expect(line.contains("reason=line 1 is not NAME=VALUE"))
            #expect(line.contains("request=EHLO mail.partner.example"))
        }
    }

    @Test func `what was asked before a malformed request is answered`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            try await client.send(Request.unrelated.text + "EHLO mail.partner.example\n\n")
            #expect(try await client.action() == "DUNNO")
            #expect(try await client.closing() == "")
        }
    }

    @Test func `what was asked before a malformed request is answered, also where it waits for its record`()
        async throws
    {
        try await Service.run { service in
            let client = try service.connect()
            try await client.send(Request.plaintext.text + "EHLO mail.partner.example\n\n")
            #expect(try await client.action() == Self.refusal)
            #expect(try await client.closing() == "")
        }
    }

    @Test(arguments: ["a", "request=smtpd_access_policy\n", "x=y\n"])
    func `a request that never ends is cut off`(piece: String) async throws {
        try await Service.run { service in
            let (endless, other) = (try service.connect(), try service.connect())
            let octets = Array(String(repeating: piece, count: 4096 / piece.utf8.count).utf8)
            await #expect(throws: Client.Failed.self) { while true { try await endless.send(octets) } }
            #expect(try await service.site.lines.next().contains("the request has more than 65536 octets"))
            #expect(try await other.ask(.plaintext) == Self.refusal)
        }
    }

    @Test func `a request with addresses of 10,000 characters is answered`() async throws {
        try await Service.run { service in
            let client = try service.connect()
            let long = String(repeating: "a", count: 10_000)
            let request = Request.plaintext.with([
                "sender": "\(long)@partner.example", "recipient": "\(long)@example.com",
            ])
            #expect(try await client.ask(request) == Self.refusal)
        }
    }
}
