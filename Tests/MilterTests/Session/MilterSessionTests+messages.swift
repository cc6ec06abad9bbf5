import MandateCore
import Testing

@testable import Milter

/// Several messages in one session, and what decides on them at their end.
extension MilterSessionTests {
    static let heldReason = "hold \(Site.notEncrypted)"

    // MARK: - Holding

    @Test(arguments: [Macros.postfix, .sendmail])
    func `a message is held at its end, for all its recipients`(server: Macros) throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold")])
        let recipients = ["<berta@example.com>", "<postmaster@example.com>", "<dora@example.com>"]
        let answers = try site.connect(server).message(to: recipients)
        #expect(answers.recipients == ["continue", "continue", "continue"])
        #expect(answers.end == Self.heldReason)
        let record = try #require(site.log.refusals.first)
        #expect(site.log.records.count == 1)
        #expect(record.action == .hold)
        #expect(record.stage == "END-OF-MESSAGE")
        #expect(record.recipients == ["berta@example.com", "dora@example.com"])
    }

    @Test func `of a recipient who is refused and a message that is to be held, both are done`() throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold"), "relay": Site.relay()])
        let answers = try site.connect().message(to: ["<anna@relay.example>", "<berta@example.com>"])
        #expect(answers.recipients.map { $0.prefix(3) } == ["550", "con"])
        #expect(answers.end == Self.heldReason)
        #expect(site.log.refusals.map(\.recipients) == [["anna@relay.example"], ["berta@example.com"]])
    }

    @Test func `a message that was to be held for a recipient who is refused is not held for others`() throws {
        let hold = Site.relay(onViolation: "hold")
        let site = try Site(["partner": Site.partner(), "relay": hold])
        let answers = try site.connect().message(to: ["<anna@relay.example>", "<postmaster@example.com>"])
        #expect(answers == Dialogue.Answers(recipients: [Self.rejected, "continue"], end: "accept"))
    }

    // MARK: - Nothing leaks from one message to the next

    @Test(arguments: ["the message's end", "RSET", "the next MAIL", "a new greeting"])
    func `a message leaves nothing to the next one of its session`(end: String) throws {
        let site = try Site(
            ["partner": Site.partner(onViolation: "hold")],
            configuration: Site.classes,
            recording: .all,
            addresses: .full
        )
        let session = try site.connect()
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == "continue")
        #expect(session.data() == "continue")
        for field in EncryptedMessage.header + ["X-Classification: geheim", "Message-ID: <first@partner.example>"] {
            session.header(field)
        }
        #expect(session.body(EncryptedMessage.body) == "continue")
        switch end {
        case "the message's end": #expect(session.end() == Self.heldReason)
        case "RSET": session.session.abort()
        case "the next MAIL": break
        default: session.session.helo("other.example")
        }
        let before = site.log.records.count
        session.queueID = "4bXyZ2"
        session.server = .postfixEncrypted
        let answers = session.message(from: "<carla@elsewhere.example>", to: ["<dora@example.com>"])
        #expect(answers == Dialogue.Answers(recipients: ["continue"], end: "continue"))
        #expect(site.log.records.count == before + 1)
        let record = try #require(site.log.behind.last)
        #expect(record.agreement == nil)
        #expect(record.classes == [])
        #expect(record.violations == [])
        #expect(record.messageID == nil)
        #expect(record.queueID == "4bXyZ2")
        #expect(record.sender == "carla@elsewhere.example")
        #expect(record.recipients == ["dora@example.com"])
    }

    @Test func `encryption that one message has is not the next one's`() throws {
        let site = try Site([:], configuration: Site.classes)
        let session = try site.connect()
        func answer(_ header: [String], _ body: String) -> String? {
            session.message(
                from: "<berta@example.com>",
                to: ["<dora@example.com>"],
                header: ["X-Classification: geheim"] + header,
                body: body
            ).end
        }
        let refused =
            "550 5.7.1 " + Site.marked("secret", "the message is not end-to-end encrypted (end-to-end-required)")
        #expect(answer(EncryptedMessage.header, EncryptedMessage.body) == "continue")
        #expect(answer([], "Hello\r\n") == refused)
        #expect(answer([], EncryptedMessage.body) == refused)
        #expect(answer(EncryptedMessage.header, "") == refused)
        #expect(answer(EncryptedMessage.header, "Hello\r\n") == refused)
        #expect(answer(EncryptedMessage.header, EncryptedMessage.body) == "continue")
    }

    @Test func `each message of a session is decided by what the server says of it`() throws {
        let site = try Site()
        let session = try site.connect(.postfix)
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == Self.rejected)
        // STARTTLS, and no second EHLO: MAIL brings the macros.
        session.server = .postfixEncrypted
        #expect(session.message() == Dialogue.Answers(recipients: ["continue"], end: "accept"))
        session.server = .postfix
        #expect(session.message() == Dialogue.Answers(recipients: [Self.rejected], end: nil))
        #expect(site.statistics.counts.rejected == 2)
    }

    @Test func `a thousand recipients of one message are one record`() throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold")])
        let recipients = (0..<1000).map { "<u\($0)@example.com>" }
        let answers = try site.connect().message(to: recipients)
        #expect(answers.recipients.allSatisfy { $0 == "continue" })
        #expect(site.log.records.map(\.recipients.count) == [1000])
    }

    // MARK: - Reloading

    @Test func `a session keeps the register that it began with, in mid-message too`() throws {
        let site = try Site()
        let old = try site.connect()
        old.mail("<anna@partner.example>")
        let plan = try Site.plan(["partner": Site.partner(onViolation: "hold")], configuration: Site.classes)
        #expect(plan.settings.register.digest != site.register.digest)
        site.handler.use(plan)
        #expect(old.rcpt("<berta@example.com>") == Self.rejected)
        #expect(old.message() == Dialogue.Answers(recipients: [Self.rejected], end: nil))
        #expect(site.log.refusals.allSatisfy { $0.register == site.register.digest })
        let new = try site.connect()
        #expect(new.message().end == Self.heldReason)
        #expect(site.log.refusals.last?.register == plan.settings.register.digest)
        #expect(old.message() == Dialogue.Answers(recipients: [Self.rejected], end: nil))
    }

    // MARK: - Classes

    @Test(
        arguments: [
            (["X-Classification: vertraulich"], "hold"),
            (["x-CLASSIFICATION: Confidential"], "hold"),
            (["X-Classification: =?utf-8?q?vertr=61ulich?="], "hold"),
            (["X-Classification: vertraulich (intern)"], "hold"),
            (["X-Classification: public", "X-Classification: vertraulich"], "hold"),
            (["Subject: Re: [VERTRAULICH] Angebot"], "hold"),
            (["Subject: =?iso-8859-1?B?W3ZlcnRyYXVsaWNoXQ==?="], "hold"),
            (["Subject: =?utf-8?q?=5Bver?=\r\n =?utf-8?q?traulich=5D?="], "hold"),
            (["X-Classification: geheim"], "550"),
            (["X-Classification: vertraulich", "X-Classification: geheim"], "550"),
            (["X-Classification: vertraulich?"], "continue"),
            (["X-Classification"], "continue"),
            (["Subject: vertraulich"], "continue"),
            (["X-Other: geheim"], "continue"),
            ([], "continue"),
        ]
    )
    func `a marked message is held to its class at its end`(header: [String], answer: String) throws {
        let site = try Site([:], configuration: Site.classes)
        let answers = try site.connect().message(
            from: "<berta@example.com>",
            to: ["<dora@example.com>"],
            header: header
        )
        #expect(answers.recipients == ["continue"])
        #expect(answers.end?.prefix(answer.count) == answer[...])
    }

    @Test(
        arguments: [
            ("<berta@example.com>", "hold"),
            ("<anna@partner.example>", "hold"),
            ("<carla@elsewhere.example>", "cont"),
            ("<>", "cont"),
        ]
    )
    func `a stranger's marks hold nothing`(sender: String, answer: String) throws {
        let site = try Site(["partner": Site.partner(mode: "testing")], configuration: Site.classes)
        let answers = try site.connect().message(from: sender, header: ["X-Classification: vertraulich"])
        #expect(answers.end?.prefix(4) == answer[...])
    }

    @Test func `a confidential message goes out only where an agreement secures the way`() throws {
        let secured = """
            partner: Partner AG
            domains: [partner.example]
            outbound: { level: secure }
            """
        let site = try Site(["partner": secured], configuration: Site.classes)
        func answer(to recipient: String, _ server: Macros) throws -> String? {
            try site.connect(server).message(
                from: "<berta@example.com>",
                to: [recipient],
                header: ["X-Classification: vertraulich"]
            ).end
        }
        let missing =
            "hold " + Site.marked("confidential", "no agreement secures the way to a recipient (no-agreement)")
        #expect(try answer(to: "<anna@partner.example>", .postfixEncrypted) == "continue")
        #expect(try answer(to: "<anna@elsewhere.example>", .postfixEncrypted) == missing)
        #expect(try answer(to: "<anna@partner.example>", .postfixLocal) == "continue")
        #expect(try answer(to: "<anna@elsewhere.example>", .postfixLocal) == missing)
    }

    // MARK: - Agreements that need the message

    @Test(
        arguments: [
            (["From: Anna <anna@partner.example>"], "550"),
            (["From: carla@elsewhere.example, anna@partner.example"], "550"),
            (["From: carla@elsewhere.example", "From: anna@partner.example"], "550"),
            (["from: =?utf-8?q?Anna?= <anna@Partner.Example>"], "550"),
            (["From: \"anna@partner.example\" <carla@elsewhere.example>"], "continue"),
            (["Sender: anna@partner.example"], "continue"),
            ([], "continue"),
        ]
    )
    func `a message is the partner's by its From field where the agreement says so`(
        header: [String],
        answer: String
    ) throws {
        let site = try Site(["partner": Site.partner() + "\nidentify-by: [header-from]"])
        let answers = try site.connect().message(from: "<carla@elsewhere.example>", header: header)
        #expect(answers.recipients == ["continue"])
        #expect(answers.end?.prefix(answer.count) == answer[...])
    }

    @Test(
        arguments: [
            ("enforce", "<dora@example.com>", Macros.postfix, "4", ["defer"]),
            // What an agreement that is only tested could ask is only tested, too.
            ("testing", "<dora@example.com>", .postfix, "continue", ["defer"]),
            // Whoever is refused must be able to reach us.
            ("enforce", "<postmaster@example.com>", .postfix, "continue", []),
            // No session: nothing could be asked of it.
            ("enforce", "<dora@example.com>", .postfixLocal, "continue", []),
        ] as [(String, String, Macros, String, [String])]
    )
    func `a From field that cannot be read defers where an agreement may be evaded by it`(
        mode: String,
        recipient: String,
        server: Macros,
        answer: String,
        recorded: [String]
    ) throws {
        let site = try Site(["partner": Site.partner(mode: mode) + "\nidentify-by: [header-from]"])
        let answers = try site.connect(server).message(
            from: "<carla@elsewhere.example>",
            to: [recipient],
            header: ["From: " + String(repeating: "a:", count: 300) + "anna@partner.example"]
        )
        #expect(answers.end?.prefix(answer.count) == answer[...])
        #expect(site.log.records.map(\.action.rawValue) == recorded)
    }

    @Test(
        arguments: [
            ("vertraulich", Macros.postfix, "550"),
            ("vertraulich", .postfixEncrypted, "continue"),
            ("geheim", .postfixEncrypted, "550"),
            ("public", .postfix, "continue"),
        ]
    )
    func `an agreement for a class asks messages of that class alone`(
        mark: String,
        server: Macros,
        answer: String
    ) throws {
        let agreement = Site.partner() + "\napplies-to: [confidential]"
        let site = try Site(["partner": agreement], configuration: Site.classes)
        let answers = try site.connect(server).message(header: ["X-Classification: \(mark)"])
        #expect(answers.recipients == ["continue"])
        #expect(answers.end?.prefix(answer.count) == answer[...])
    }

    @Test(arguments: [Macros.postfix, .sendmail])
    func `an end-to-end encrypted message is not asked for TLS where the agreement says so`(server: Macros) throws {
        let site = try Site(["partner": Site.partner() + "\nend-to-end-exempt: true"])
        let encrypted = try site.connect(server).message(header: EncryptedMessage.header, body: EncryptedMessage.body)
        #expect(encrypted == Dialogue.Answers(recipients: ["continue"], end: "continue"))
        let readable = try site.connect(server).message(header: EncryptedMessage.header, body: "Hello\r\n")
        #expect(readable == Dialogue.Answers(recipients: ["continue"], end: Self.rejected))
        #expect(site.log.records.map(\.action) == [.accept, .reject])
    }
}
