import MandateCore
import Testing

@testable import Milter

/// What a mail server is answered at each step of a session.
struct MilterSessionTests {
    static let rejected = "550 5.7.1 \(Site.notEncrypted)"
    static let outOfOrder = "451 4.3.0 the mail server's milter steps came in an order that cannot be"
    static let unrecorded = "450 4.7.1 the decision could not be recorded; try again later"

    // MARK: - Recipients

    @Test(
        arguments: [
            ("<anna@partner.example>", rejected),
            ("anna@sub.partner.example", rejected),
            ("<anna@PARTNER.example.>", rejected),
            ("<@one.example:anna@partner.example>", rejected),
            ("<\"a b@c\"@Partner.Example>", rejected),
            ("<carla@elsewhere.example>", "continue"),
            ("<partner.example@elsewhere.example>", "continue"),
            ("<anna@[192.0.2.1]>", "continue"),
            ("<>", "continue"),
        ],
        [Macros.postfix, .sendmail]
    )
    func `a recipient of the partner's message is refused at RCPT`(
        example: (sender: String, answer: String),
        server: Macros
    ) throws {
        let session = try Site().connect(server)
        session.mail(example.sender)
        #expect(session.rcpt("<berta@example.com>") == example.answer)
    }

    @Test(arguments: [Macros.postfixEncrypted, .postfixTrusted, .sendmailEncrypted, .sendmailTrusted])
    func `a session that is as agreed is let in`(server: Macros) throws {
        let answers = try Site().connect(server).message()
        #expect(answers == Dialogue.Answers(recipients: ["continue"], end: "accept"))
    }

    @Test(
        arguments: [
            ("anna@partner.example (comment)", "anna@partner.example"),
            ("Anna <anna@partner.example>", "anna@partner.example"),
            ("<anna@\"partner.example\">", "anna@partner.example"),
        ]
    )
    func `a sender is no other's because its path is written oddly`(path: String, canonical: String) throws {
        let session = try Site().connect(.sendmail.with("{mail_addr} \(canonical)"))
        session.mail(path)
        #expect(session.rcpt("<berta@example.com>") == Self.rejected)
    }

    @Test(
        arguments: [
            ("<anna@relay.example>", nil),
            ("<anna@relay.example (comment)>", "anna@relay.example"),
            ("Anna <anna@relay.example>", "anna@relay.example"),
            ("<anna@ relay.example>", "anna@relay.example."),
            ("<anna%relay.example@example.com>", "anna@relay.example"),
            ("<relay.example!anna>", "anna@relay.example"),
        ] as [(String, String?)]
    )
    func `a recipient does not get past its agreement because its path is written oddly`(
        path: String,
        canonical: String?
    ) throws {
        let session = try Site(["relay": Site.relay()]).connect(.sendmail)
        session.mail("<carla@elsewhere.example>")
        let answer = session.rcpt(path, readAs: canonical)
        let reason = Site.words("the session is not encrypted (session-not-encrypted)", partner: "Relay AG")
        #expect(answer == "550 5.7.1 \(reason)")
    }

    @Test func `one recipient is refused, the others get the message`() throws {
        let site = try Site(["relay": Site.relay()])
        let session = try site.connect()
        let answers = session.message(
            from: "<carla@elsewhere.example>",
            to: ["<berta@example.com>", "<anna@relay.example>", "<dora@example.com>"]
        )
        #expect(answers.recipients.map { $0.prefix(8) } == ["continue", "550 5.7.", "continue"])
        #expect(answers.end == "accept")
        #expect(site.log.refusals.map(\.recipients) == [["anna@relay.example"]])
        #expect(site.log.behind.isEmpty)
    }

    @Test(
        arguments: [
            "<postmaster@example.com>", "<Postmaster@mail.EXAMPLE.com>", "<abuse@example.com>", "<postmaster>",
            "<tls-desk@example.com>", "postmaster@example.com.",
        ],
        ["reject", "defer", "hold"]
    )
    func `whoever is refused can reach us`(recipient: String, response: String) throws {
        let site = try Site(["partner": Site.partner(onViolation: response)], configuration: Site.classes)
        let answers = try site.connect().message(to: [recipient], header: ["X-Classification: geheim"])
        #expect(answers == Dialogue.Answers(recipients: ["continue"], end: "continue"))
        #expect(site.log.refusals.isEmpty)
    }

    @Test func `postmaster is reached beside others who are not`() throws {
        let answers = try Site().connect().message(to: ["<berta@example.com>", "<postmaster@example.com>"])
        #expect(answers == Dialogue.Answers(recipients: [Self.rejected, "continue"], end: "accept"))
    }

    @Test(arguments: [(Macros.postfix, "450"), (.sendmail, "450"), (.postfixEncrypted, "continue")])
    func `an agreement that defers is answered with a temporary reply`(server: Macros, code: String) throws {
        let session = try Site(["partner": Site.partner(onViolation: "defer")]).connect(server)
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>").hasPrefix(code))
    }

    @Test func `a server that tells nothing of TLS is refused for now, never let in`() throws {
        let session = try Site().connect(.stranger)
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == "450 4.7.1 \(Site.notEncrypted)")
    }

    @Test func `the configured codes are answered`() throws {
        let configuration = "replies: { reject: \"554 5.7.0\", defer: \"451 4.7.0\" }\n"
        let site = try Site(configuration: configuration)
        let session = try site.connect()
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == "554 5.7.0 \(Site.notEncrypted)")
        site.log.behave(.fails)
        #expect(session.rcpt("<berta@example.com>").hasPrefix("451 4.7.0 the decision could not be recorded"))
    }

    // MARK: - Clients

    private static let byClient = """
        partner: Partner AG
        identify-by: [client]
        domains: [partner.example]
        inbound:
          level: encrypt
          clients: ["mailout.partner.example", "198.51.100.0/24"]
          on-violation: reject
        """

    @Test(
        arguments: [
            (Macros.postfix, rejected),
            (.sendmail, rejected),
            (.postfix.with("{client_name} unknown"), "continue"),
            (.sendmail.with("{client_resolve} FORGED"), "continue"),
            (.sendmail.with("{client_resolve} FAIL"), "continue"),
            (.postfix.with("{client_name} unknown\n{client_addr} 198.51.100.7"), rejected),
            (.sendmail.with("{client_resolve} FAIL\n{client_addr} 198.51.100.7"), rejected),
        ]
    )
    func `a client is the partner's by its address, or by a name that is verified`(server: Macros, answer: String)
        throws
    {
        let session = try Site(["partner": Self.byClient]).connect(server)
        session.mail("<carla@elsewhere.example>")
        #expect(session.rcpt("<berta@example.com>") == answer)
    }

    @Test(
        arguments: [
            (Macros.postfix.with("{client_addr} 127.0.0.1"), "continue"),
            (.postfix.with("{client_addr} ::1"), "continue"),
            (.sendmail.with("{client_addr} IPv6:::1"), "continue"),
            (.postfixLocal, "continue"),
            (.postfix.with("{client_port} 0"), rejected),
            (.postfix.with("{client_addr} 128.0.0.1"), rejected),
            (.postfix.without("{client_addr}"), rejected),
            (.sendmail.with("{client_port} 0"), rejected),
        ]
    )
    func `an exempt client and mail by no session are not asked for TLS`(server: Macros, answer: String) throws {
        let session = try Site().connect(server)
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == answer)
    }

    // MARK: - Policy and milter together

    private static let pinning = """
        partner: Partner AG
        domains: [partner.example]
        inbound:
          level: fingerprint
          certificate:
            fingerprints: ["sha256:\(Array(repeating: "5F", count: 32).joined(separator: ":"))"]
          on-violation: reject
        """

    @Test func `a pin is left to the policy service where Postfix asks that too`() throws {
        let site = try Site(["partner": Self.pinning], asksPolicy: true)
        let answers = try site.connect(.postfixTrusted).message()
        #expect(answers == Dialogue.Answers(recipients: ["continue"], end: "accept"))
        #expect(site.log.records.isEmpty)
    }

    @Test(arguments: [Macros.sendmailTrusted, .postfixTrusted.without("v")])
    func `a server that does not ask the policy service leaves it no pin`(server: Macros) throws {
        let session = try Site(["partner": Self.pinning], asksPolicy: true).connect(server)
        session.mail("<anna@partner.example>")
        let reason = Site.words("no client certificate was presented (certificate-missing)")
        #expect(session.rcpt("<berta@example.com>") == "450 4.7.1 \(reason)")
    }

    // MARK: - Steps

    @Test func `steps without those that must come before are refused for now`() throws {
        let session = try Site([:]).connect()
        #expect(session.rcpt("<berta@example.com>") == Self.outOfOrder)
        #expect(session.data() == Self.outOfOrder)
        #expect(session.end() == Self.outOfOrder)
        session.header("Subject: a")
        #expect(session.body("a") == "skip")
        #expect(session.end() == Self.outOfOrder)
    }

    @Test(arguments: ["the message's end", "an answer at DATA", "RSET", "a new greeting"])
    func `nothing goes on behind a message that has ended`(end: String) throws {
        let session = try Site([:], configuration: end == "an answer at DATA" ? "" : Site.classes).connect()
        session.mail("<carla@elsewhere.example>")
        #expect(session.rcpt("<berta@example.com>") == "continue")
        switch end {
        case "the message's end": #expect(session.end() == "continue")
        case "an answer at DATA": #expect(session.data() == "accept")
        case "RSET": session.session.abort()
        default: session.session.helo("other.example")
        }
        #expect(session.rcpt("<berta@example.com>") == Self.outOfOrder)
        #expect(session.data() == Self.outOfOrder)
        #expect(session.end() == Self.outOfOrder)
    }

    @Test func `a message ends at DATA where nothing of it is still to be seen or done`() throws {
        #expect(try Site().connect(.postfixEncrypted).message().end == "accept")
        #expect(try Site([:]).connect().message().end == "accept")
        let classes = try Site(configuration: Site.classes).connect(.postfixEncrypted)
        #expect(classes.message().end == "continue")
        let held = try Site(["partner": Site.partner(onViolation: "hold")]).connect()
        held.mail("<anna@partner.example>")
        #expect(held.rcpt("<berta@example.com>") == "continue")
        #expect(held.data() == "continue")
    }

    @Test func `an encrypted message is read until it is seen to be none`() throws {
        let session = try Site([:], configuration: Site.classes).connect()
        session.mail("<berta@example.com>")
        #expect(session.rcpt("<dora@example.com>") == "continue")
        #expect(session.data() == "continue")
        for field in EncryptedMessage.header { session.header(field) }
        let (first, second) = (EncryptedMessage.body.prefix(50), EncryptedMessage.body.dropFirst(50))
        #expect(session.body(String(first)) == "continue")
        #expect(session.body(String(second)) == "continue")
        #expect(session.body("and something readable\r\n") == "skip")
        #expect(session.body(EncryptedMessage.body) == "skip")
    }
}
