import Foundation
import MailLab
import Testing

/// What no mail server can be made to send.
@Suite struct MilterBadInputTests {
    private static let classes = """
        classes:
          confidential: { headers: { X-Classification: [vertraulich] }, needs: tls, on-violation: hold }
          secret: { headers: { X-Classification: [geheim] }, needs: end-to-end, on-violation: reject }
        """

    private static func service() throws -> Service {
        try Service(
            agreements: [
                "strict": Service.strict,
                "held": "partner: Held AG\ndomains: [held.example]\nrelay: { level: encrypt, on-violation: hold }\n",
            ],
            listen: #"{ milter: "unix:milter.sock" }"#,
            more: classes
        )
    }

    /// Macros of a session in the clear with Postfix.
    private static func tell(_ client: MilterClient) throws {
        try client.macros(
            .mail,
            ["v": "Postfix 3.7.11", "{client_addr}": "192.0.2.1", "{client_port}": "25", "{client_name}": "unknown"]
        )
    }

    /// A session of Postfix's, up to MAIL.
    private static func begin(_ service: Service, from sender: String = "info@example.com") throws -> MilterClient {
        let client = try service.milterClient()
        try tell(client)
        #expect(try client.take(.mail, "<\(sender)>") == .reply("c", ""))
        return client
    }

    /// Whether a refusal was answered, with its beginning.
    private static func isRefusal(_ answer: MilterClient.Answer, _ start: String) -> Bool {
        if case .reply("y", let text) = answer { text.hasPrefix(start) } else { false }
    }

    /// Whether nothing was let through by an answer that came: a refusal, or a temporary failure.
    private static func isRefusal(_ answer: MilterClient.Answer) -> Bool {
        if case .reply(let kind, _) = answer { "ytr".contains(kind) } else { false }
    }

    /// Whether nothing was let through: a refusal, a temporary failure, or no answer, after which a server answers temporarily.
    private static func isSafe(_ answer: MilterClient.Answer) -> Bool {
        if case .reply(let kind, _) = answer { "ytr".contains(kind) } else { true }
    }

    /// Ends a message; the answers up to the last one.
    private static func end(_ client: MilterClient) throws -> [MilterClient.Answer] {
        var answers = [try client.take(.endOfMessage)]
        while case .reply("q", _) = answers.last { answers.append(client.answer()) }
        return answers
    }

    @Test func `of a server that tells nothing, nothing is believed`() throws {
        let service = try Self.service()
        let client = try service.milterClient()
        _ = try client.take(.mail, "<info@strict.example>")
        #expect(
            Self.isRefusal(try client.take(.recipient, "<sales@example.com>"), "450 4.7.1 TLS agreement with Strict")
        )

        let other = try service.milterClient()
        try other.macros(
            .mail,
            [
                "v": "Exim 4.98", "{client_addr}": "192.0.2.1", "{client_port}": "0", "{tls_version}": "TLSv1.9",
                "{cipher}": "",
            ]
        )
        _ = try other.take(.mail, "<info@strict.example>")
        #expect(Self.isSafe(try other.take(.recipient, "<sales@example.com>")))
    }

    /// libmilter leaves out steps that cannot be there, without an answer (engine.c, trans_ok).
    @Test func `steps out of their order let nothing through`() throws {
        let service = try Self.service()
        let orders: [[MilterClient.Step]] = [
            [.recipient], [.data], [.endOfMessage], [.header, .endOfHeader, .bodyChunk, .endOfMessage],
            [.helo, .recipient, .endOfMessage],
        ]
        for steps in orders {
            let client = try service.milterClient()
            for step in steps {
                if step == .helo {
                    #expect(try client.take(step, "a.example") == .reply("c", ""))
                } else {
                    // It may have hung up before.
                    try? client.begin(step, "<a@example.com>", "b")
                }
            }
            let answers = client.answersToEnd()
            #expect(answers.allSatisfy(Self.isRefusal), "\(steps) \(answers)")
        }
        // After RSET too.
        let client = try Self.begin(service)
        _ = try client.take(.abort)
        try client.begin(.recipient, "<sales@example.com>")
        #expect(client.answersToEnd().allSatisfy(Self.isRefusal))
        // And a second end.
        let again = try Self.begin(service)
        _ = try again.take(.recipient, "<sales@example.com>")
        #expect(try Self.end(again).last == .reply("c", ""))
        try? again.begin(.endOfMessage)
        #expect(again.answersToEnd().allSatisfy(Self.isRefusal))
    }

    @Test func `a mark behind ten thousand fields is found, in whatever they are written`() throws {
        let service = try Self.service()
        let client = try Self.begin(service)
        _ = try client.take(.recipient, "<sales@example.com>")
        _ = try client.take(.data)
        for number in 1...10_000 {
            let value = number.isMultiple(of: 2) ? "=?x-unknown-\(number)?Q?abc?=" : "=?utf-8?B?%%\(number)?="
            _ = try client.take(.header, number.isMultiple(of: 3) ? "X-Classification" : "X-\(number)", value)
        }
        _ = try client.take(.header, "x-CLASSIFICATION", "\r\n\t=?iso-8859-1?Q?Vertraulich?=")
        let answers = try Self.end(client)
        #expect(answers.last == .reply("c", ""))
        guard case .reply("q", let reason) = answers.first else {
            Issue.record("not held: \(answers)")
            return
        }
        #expect(reason.hasPrefix("Message marked confidential: "))
    }

    @Test(arguments: [60_000, 65_600, 1_048_576])
    func `a field that is too long lets nothing through`(_ length: Int) throws {
        let service = try Self.service()
        let client = try Self.begin(service)
        _ = try client.take(.recipient, "<sales@example.com>")
        _ = try client.take(.data)
        let answer = (try? client.take(.header, "X-Long", String(repeating: "x", count: length))) ?? .closed
        guard answer == .reply("c", "") else {
            // libmilter takes packets of 64 KiB (MILTER_MAX_DATA_SIZE), and hangs up.
            #expect(length > 65_000 && Self.isSafe(answer))
            return
        }
        _ = try client.take(.header, "X-Classification", "geheim")
        #expect(Self.isRefusal(try Self.end(client).last ?? .nothing, "550 5.7.1 Message marked secret"))
    }

    @Test func `ten thousand recipients of one message are one record`() throws {
        let service = try Self.service()
        let client = try Self.begin(service)
        for number in 1...10_000 {
            guard try client.take(.recipient, "<r\(number)@held.example>") == .reply("c", "") else {
                Issue.record("recipient \(number)")
                return
            }
        }
        let answers = try Self.end(client)
        #expect(answers.count == 2 && answers.last == .reply("c", ""), "\(answers)")
        #expect(try service.recordedRecipients().count == 10_000)
    }

    @Test func `odd values of macros and addresses let nothing through`() throws {
        let service = try Self.service()
        for (name, value) in [
            ("{tls_version}", "%s%n\u{1}"), ("{cipher_bits}", "-99999999999999999999"), ("{cipher_bits}", "256 bit"),
            ("{client_port}", "0"), ("{client_addr}", "not an address"), ("{verify}", "OK"), ("i", "%n%n%n"),
        ] {
            let client = try service.milterClient()
            try client.macros(.mail, ["v": "Postfix 3.7.11", "{client_addr}": "192.0.2.1", name: value])
            _ = try client.take(.mail, "<%s%n\u{7}\r\n@strict.example>")
            #expect(Self.isSafe(try client.take(.recipient, "<%n\u{1b}[1m@example.com>")), "\(name)=\(value)")
        }
    }

    @Test func `packets that are none close the connection, and others are served on`() throws {
        let service = try Self.service()
        let other = try Self.begin(service, from: "info@strict.example")
        for (command, data) in [
            ("\u{0}", []), ("Z", [1, 2, 3]), ("M", []), ("M", Array("no end".utf8)), ("L", Array("name only\0".utf8)),
            ("D", [77]), ("D", Array("Modd\0".utf8)), ("O", [0]), ("C", Array("host\0".utf8)), ("K", []),
        ] as [(Character, [UInt8])] {
            let client = try service.milterClient()
            try? client.send(command, data)
            try? client.send("R", Array("<a@example.com>\0".utf8))
            let answers = client.answersToEnd()
            #expect(!answers.contains(.reply("a", "")) && !answers.contains(.nothing), "\(command) \(answers)")
        }
        #expect(Self.isRefusal(try other.take(.recipient, "<sales@example.com>"), "550 5.7.1 "))
    }

    @Test func `a server that cannot hold is not served where an agreement holds`() throws {
        let service = try Self.service()
        let client = try MilterClient(to: service.milterAddress, actions: 0x1ff & ~0x20)
        #expect(Self.isSafe(client.agreed), "\(client.agreed)")
        try service.awaitLog("it cannot hold messages")
        #expect(try service.milterClient().agreed != .closed)
    }

    @Test func `a session keeps its register when another is loaded amid a message`() throws {
        let service = try Self.service()
        let old = try Self.begin(service, from: "info@new.example")
        try service.write(
            agreement: "new",
            "partner: New AG\ndomains: [new.example]\ninbound: { level: encrypt, on-violation: reject }\n"
        )
        service.process.reload()
        try service.process.awaitNotification("RELOADING=1")
        _ = try service.status { $0["agreements"] as? Int == 3 }
        #expect(try old.take(.recipient, "<sales@example.com>") == .reply("c", ""))
        #expect(try Self.end(old).last == .reply("c", ""))
        let new = try Self.begin(service, from: "info@new.example")
        #expect(Self.isRefusal(try new.take(.recipient, "<sales@example.com>"), "550 5.7.1 TLS agreement with New AG"))
    }

    /// miltertest(8) is OpenDKIM's, an implementation of its own.
    @Test func `clients that vanish at any stage cost neither memory nor the others`() throws {
        let service = try Self.service()
        let other = try Self.begin(service, from: "info@strict.example")
        try vanish(service, times: 40)
        let before = try service.residentKibibytes
        for _ in 1...4 { try vanish(service, times: 100) }
        let grown = try service.residentKibibytes - before
        #expect(grown < 2_048, "\(grown) KiB more than before")
        #expect(Self.isRefusal(try other.take(.recipient, "<sales@example.com>"), "550 5.7.1 "))
    }

    /// Ten stages, each left by so many clients; every other hangs up without a word.
    private func vanish(_ service: Service, times: Int) throws {
        let script = """
            stages = {
                function(c) end,
                function(c) mt.negotiate(c, nil, nil, nil) end,
                function(c) mt.helo(c, "client.example") end,
                function(c) mt.macro(c, SMFIC_MAIL, "v", "8.17.1.9", "{client_addr}", "192.0.2.1") end,
                function(c) mt.mailfrom(c, "<info@strict.example>") end,
                function(c) mt.rcptto(c, "<postmaster@example.com>") end,
                function(c) mt.data(c) end,
                function(c) mt.header(c, "X-Classification", "vertraulich") end,
                function(c) mt.eoh(c) end,
                function(c) mt.bodystring(c, string.rep("text\\r\\n", 1000)) end,
            }
            for last = 1, #stages do
                for time = 1, \(times) do
                    c = mt.connect(socket)
                    if c == nil then error("not served: stage " .. last) end
                    for stage = 1, last do pcall(stages[stage], c) end
                    if time % 2 == 0 then pcall(mt.disconnect, c, false) else pcall(mt.disconnect, c) end
                end
            end
            mt.echo("done")
            """
        let finished = try MilterTest.run(script, socket: service.milterAddress)
        #expect(finished.standardOutput.contains("done"), "\(finished)")
    }
}

extension Service {
    fileprivate var milterAddress: SocketAddress { .unix(path: folder.path("run/milter.sock")) }

    fileprivate func milterClient() throws -> MilterClient { try MilterClient(to: milterAddress) }
}
