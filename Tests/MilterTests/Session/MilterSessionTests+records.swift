import MandateCore
import Testing

@testable import Milter

/// What the journal gets to know, and when.
extension MilterSessionTests {
    // MARK: - Before the answer

    @Test func `a recipient is refused only once the record is committed`() throws {
        let site = try Site()
        site.log.behave(.commitsLater)
        let session = try site.connect()
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == Self.rejected)
        #expect(site.log.committed == 1)
    }

    @Test func `a message is held only once all its records are committed`() throws {
        let site = try Site(
            ["partner": Site.partner(onViolation: "hold"), "relay": Site.relay(onViolation: "hold")]
        )
        site.log.behave(.commitsLater)
        let answers = try site.connect().message(to: ["<anna@relay.example>"])
        #expect(answers.end?.hasPrefix("hold ") == true)
        #expect(site.log.committed == 2)
    }

    @Test func `what cannot be recorded is refused for now`() throws {
        let site = try Site()
        site.log.behave(.fails)
        let session = try site.connect()
        session.mail("<anna@partner.example>")
        #expect(session.rcpt("<berta@example.com>") == Self.unrecorded)
        #expect(site.statistics.counts.unrecorded == 1)
        // Nobody who is refused for now gets the message when another's recipient is let in.
        #expect(session.rcpt("<postmaster@example.com>") == "continue")
        #expect(session.data() == "accept")
        site.log.behave(.commits)
        #expect(session.message() == Dialogue.Answers(recipients: [Self.rejected], end: nil))
    }

    @Test(arguments: ["partner", "relay"])
    func `a message whose hold cannot be recorded is refused for now, though a part of it can`(name: String) throws {
        let site = try Site(
            ["partner": Site.partner(onViolation: "hold"), "relay": Site.relay(onViolation: "hold")]
        )
        site.log.behave(.failsFor(agreement: name))
        let answers = try site.connect().message(to: ["<anna@relay.example>"])
        #expect(answers == Dialogue.Answers(recipients: ["continue"], end: Self.unrecorded))
        #expect(site.log.committed == 1)
        #expect(site.statistics.counts.unrecorded == 1)
    }

    @Test func `a marked message whose refusal cannot be recorded is refused for now`() throws {
        let site = try Site([:], configuration: Site.classes)
        site.log.behave(.fails)
        let answers = try site.connect().message(from: "<berta@example.com>", header: ["X-Classification: geheim"])
        #expect(answers.end == Self.unrecorded)
    }

    @Test func `an acceptance does not wait for the journal`() throws {
        let site = try Site()
        site.log.behave(.fails)
        #expect(try site.connect(.postfixEncrypted).message().end == "accept")
        #expect(site.log.behind.map(\.action) == [.accept])
    }

    // MARK: - Testing

    @Test(arguments: ["reject", "defer", "hold"])
    func `testing records what enforcing would answer, and lets the message in`(response: String) throws {
        let site = try Site(["partner": Site.partner(onViolation: response, mode: "testing")])
        site.log.behave(.fails)
        let answers = try site.connect().message(to: ["<berta@example.com>", "<dora@example.com>"])
        #expect(answers == Dialogue.Answers(recipients: ["continue", "continue"], end: "accept"))
        #expect(site.log.refusals.isEmpty)
        let record = try #require(site.log.behind.first)
        #expect(site.log.behind.count == 1)
        #expect(record.action.rawValue == response)
        #expect(record.mode == .testing)
        #expect(record.violations == [.sessionNotEncrypted])
        #expect(record.recipients == ["berta@example.com", "dora@example.com"])
        #expect(record.reply?.hasSuffix(Site.notEncrypted) == true)
        #expect(site.statistics.counts.tested == 1)
        #expect(site.statistics.counts.rejected == 0)
    }

    @Test func `what one agreement tests and another enforces is both recorded, the enforced one answered`() throws {
        let site = try Site(["partner": Site.partner(mode: "testing"), "relay": Site.relay()])
        let answers = try site.connect().message(to: ["<anna@relay.example>", "<berta@example.com>"])
        #expect(answers.recipients.map { $0.prefix(3) } == ["550", "con"])
        #expect(answers.end == "accept")
        #expect(site.log.refusals.map(\.agreement) == ["relay"])
        #expect(site.log.behind.map(\.agreement) == ["partner"])
        #expect(site.log.behind.map(\.mode) == [.testing])
        #expect(site.log.behind.map(\.recipients) == [["berta@example.com"]])
    }

    // MARK: - What a record holds

    @Test func `the record of a refused recipient says who, what and why`() throws {
        let site = try Site()
        let server = Macros.sendmailTrusted.with(
            """
            {tls_version} TLSv1.1
            {cipher} ECDHE-RSA-AES256-SHA
            {auth_authen} anna@partner.example
            i 68K1
            """
        )
        let session = try site.connect(server)
        session.mail("<anna@partner.example>")
        let reason = Site.words("the TLS protocol version is too old (protocol-too-old)")
        #expect(session.rcpt("<berta@example.com>") == "550 5.7.1 \(reason)")
        let record = try #require(site.log.refusals.first)
        #expect(record.time.text == "2026-07-01T12:00:00.000Z")
        #expect(record.host == "gateway")
        #expect(record.frontend == .milter)
        #expect(record.stage == "RCPT")
        #expect(record.action == .reject)
        #expect(record.mode == .enforce)
        #expect(record.agreement == "partner")
        #expect(record.partner == "Partner AG")
        #expect(record.direction == .inbound)
        #expect(record.classes == [])
        #expect(record.violations == [.protocolTooOld])
        #expect(record.reply == "550 5.7.1 \(reason)")
        #expect(record.queueID == "68K1")
        #expect(record.clientAddress == "192.0.2.25")
        #expect(record.clientName == "mailout.partner.example")
        #expect(record.heloName == "mailout.partner.example")
        #expect(record.sender == "anna@partner.example")
        #expect(record.recipients == ["berta@example.com"])
        #expect(record.encryptionProtocol == "TLSv1.1")
        #expect(record.encryptionCipher == "ECDHE-RSA-AES256-SHA")
        #expect(record.encryptionKeySize == 256)
        #expect(record.certificateSubject == "mail1.hella.com")
        #expect(record.certificateIssuer == "Lab Root CA")
        #expect(record.certificateFingerprint == nil)
        #expect(record.saslUsername == "anna@partner.example")
        #expect(record.register == site.register.digest)
        #expect(site.log.records.count == 1)
    }

    @Test func `the record of a message has its ids, its classes and all recipients`() throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold")], configuration: Site.classes)
        let session = try site.connect()
        let answers = session.message(
            to: ["<berta@example.com>", "<dora@example.com>"],
            header: [
                "Message-ID: <one@partner.example>", "Message-ID: <two@partner.example>",
                "X-Classification: vertraulich", "X-Classification: geheim",
            ]
        )
        #expect(answers.end?.hasPrefix("550 5.7.1 Message marked secret: ") == true)
        #expect(site.log.refusals.map(\.agreement) == ["partner", nil])
        #expect(site.log.refusals.map(\.action) == [.hold, .reject])
        #expect(site.log.refusals.map(\.direction) == [.inbound, nil])
        #expect(
            site.log.refusals.map(\.violations)
                == [[.sessionNotEncrypted], [.sessionNotEncrypted, .endToEndRequired]]
        )
        for record in site.log.refusals {
            #expect(record.stage == "END-OF-MESSAGE")
            #expect(record.queueID == "4bXyZ1")
            #expect(record.messageID == "<one@partner.example>")
            #expect(record.classes == ["confidential", "secret"])
            #expect(record.recipients == ["berta@example.com", "dora@example.com"])
        }
    }

    @Test func `Sendmail's message id stands in for a header that was not shown`() throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold")])
        let session = try site.connect(.sendmail.with("{msg_id} <one@partner.example>"))
        #expect(session.message().end?.hasPrefix("hold ") == true)
        #expect(site.log.refusals.map(\.messageID) == ["<one@partner.example>"])
    }

    @Test func `no message makes its record as long as it likes`() throws {
        let site = try Site([:], configuration: Site.classes)
        let answers = try site.connect().message(
            from: "<berta@example.com>",
            header: ["X-Classification: geheim", "Message-ID: <\(String(repeating: "a", count: 60_000))@example.com>"]
        )
        #expect(answers.end?.hasPrefix("550 ") == true)
        #expect(site.log.refusals.map { $0.messageID?.utf8.count } == [998])
    }

    @Test func `names that nobody vouches for are in no record`() throws {
        let verifying = """
            partner: Partner AG
            domains: [partner.example]
            inbound:
              level: verify
              certificate:
                subjects: ["mail*.hella.com"]
                issuers: ["Lab Root CA"]
              on-violation: reject
            """
        let site = try Site(["partner": verifying])
        let reason = Site.words("the client certificate is not trusted (certificate-not-trusted)")
        let answers = try site.connect(.sendmailTrusted.with("{verify} FAIL")).message()
        #expect(answers == Dialogue.Answers(recipients: ["550 5.7.1 \(reason)"], end: nil))
        #expect(site.log.refusals.map(\.certificateSubject) == [nil])
        #expect(site.log.refusals.map(\.certificateIssuer) == [nil])
        #expect(try site.connect(.sendmailTrusted).message().end == "accept")
        #expect(try site.connect(.postfixTrusted).message().end == "accept")
        let nameless = try site.connect(.sendmailTrusted.with("{cn_subject} BadCertificateUnknown")).message()
        #expect(nameless.recipients.map { $0.contains("certificate-name-mismatch") } == [true])
    }

    @Test func `mail by no session is recorded without a client`() throws {
        let site = try Site([:], configuration: Site.classes)
        let answers = try site.connect(.postfixLocal).message(
            from: "<berta@example.com>",
            to: ["<anna@elsewhere.example>"],
            header: ["X-Classification: vertraulich"]
        )
        #expect(answers.end?.hasPrefix("hold ") == true)
        let record = try #require(site.log.refusals.first)
        #expect(record.clientAddress == nil)
        #expect(record.violations == [.noAgreement])
    }

    @Test(
        arguments: [
            (AddressKeeping.violations, "anna@partner.example", "*@partner.example"),
            (.full, "anna@partner.example", "anna@partner.example"),
            (.domain, "*@partner.example", "*@partner.example"),
        ]
    )
    func `addresses are kept as the configuration has it`(
        keeping: AddressKeeping,
        refused: String,
        accepted: String
    ) throws {
        let site = try Site(addresses: keeping)
        _ = try site.connect().message()
        _ = try site.connect(.postfixEncrypted).message()
        #expect(site.log.refusals.map(\.sender) == [refused])
        #expect(site.log.behind.map(\.sender) == [accepted])
    }

    @Test(
        arguments: [
            (DecisionSettings.Recording.agreements, ["accept partner", "reject partner"]),
            (.violations, ["reject partner"]),
            (.all, ["accept none", "accept partner", "reject partner"]),
        ]
    )
    func `as much is recorded as is asked for`(recording: DecisionSettings.Recording, records: [String]) throws {
        let site = try Site(recording: recording)
        _ = try site.connect().message()
        _ = try site.connect(.postfixEncrypted).message()
        _ = try site.connect().message(from: "<carla@elsewhere.example>")
        #expect(site.log.records.map { "\($0.action.rawValue) \($0.agreement ?? "none")" }.sorted() == records)
        #expect(site.log.behind.allSatisfy { $0.stage == "DATA" && $0.queueID == "4bXyZ1" })
    }

    @Test func `status counts sessions, messages and what was answered`() throws {
        let site = try Site(["partner": Site.partner(onViolation: "hold"), "relay": Site.relay()])
        let session = try site.connect()
        _ = session.message()
        _ = session.message(from: "<carla@elsewhere.example>", to: ["<anna@relay.example>"])
        _ = session.message(from: "<carla@elsewhere.example>")
        let counts = site.statistics.counts
        #expect(counts.sessions == 1)
        #expect(counts.messages == 2)
        #expect(counts.held == 1)
        #expect(counts.rejected == 1)
        #expect(counts.requests == 0)
    }
}
