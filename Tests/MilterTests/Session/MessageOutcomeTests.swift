import MandateCore
import Testing

@testable import Milter

/// DESIGN.md, section 5, rule 6, for a whole message.
struct MessageOutcomeTests {
    /// An agreement of each partner is the cause of one recipient's judgement; each answers in its own way.
    @Test(
        arguments: [
            ([], "accept"),
            (["hold"], "hold"),
            (["hold", "defer"], "defer"),
            (["defer", "reject", "hold"], "reject"),
            (["hold", "testing reject"], "hold"),
            (["testing hold", "testing reject"], "testing reject"),
            (["testing reject"], "testing reject"),
        ] as [([String], String)]
    )
    func `of several agreements the strictest answer is carried out, and each is a part`(
        responses: [String],
        expected: String
    ) throws {
        let agreements = responses.enumerated().map { number, words in
            let isTesting = words.hasPrefix("testing ")
            let response = isTesting ? String(words.dropFirst(8)) : words
            return (
                "p\(number)",
                """
                partner: P\(number)
                domains: [p\(number).example]
                mode: \(isTesting ? "testing" : "enforce")
                end-to-end-exempt: true
                relay: { level: encrypt, on-violation: \(response) }
                """
            )
        }
        let recipients = responses.indices.map { "anna@p\($0).example" } + ["berta@example.com"]
        let outcome = try Self.outcome(
            Site.register(Dictionary(uniqueKeysWithValues: agreements)),
            Message(sender: "carla@elsewhere.example", recipients: recipients)
        )
        #expect(Self.words(outcome.decision) == expected)
        guard !responses.isEmpty else {
            #expect(outcome.parts.map(\.recipients) == [["berta@example.com"]])
            #expect(outcome.parts.allSatisfy { $0.decision.agreement == nil })
            return
        }
        #expect(outcome.parts.map { Self.words($0.decision) } == responses)
        #expect(outcome.parts.map(\.recipients) == responses.indices.map { ["anna@p\($0).example"] })
    }

    @Test func `what was noted at RCPT is a part, and is carried out`() throws {
        let register = try Site.register(["partner": Site.partner(onViolation: "hold")])
        let session = Self.session
        let participants = register.participants(
            sender: "anna@partner.example".utf8.span,
            recipient: "berta@example.com".utf8.span,
            clientName: "".utf8.span,
            clientAddress: "".utf8.span,
            on: try Self.today()
        )
        let judgements = register.judgements(of: participants, recipient: "berta@example.com", session: session)
        let outcome = try Self.outcome(
            register,
            Message(sender: "anna@partner.example", recipients: ["berta@example.com", "postmaster@example.com"]),
            noted: judgements.map { MessageJudgement(judgement: $0, recipients: ["berta@example.com"]) }
        )
        #expect(Self.words(outcome.decision) == "hold")
        #expect(outcome.parts.map(\.recipients) == [["berta@example.com"]])
        #expect(outcome.parts.map(\.decision.agreement?.name) == ["partner"])
    }

    @Test(
        arguments: [
            ([], [], []),
            ([0], ["hold session-not-encrypted"], ["confidential"]),
            ([1], ["reject end-to-end-required"], ["secret"]),
            ([0, 1], ["reject session-not-encrypted end-to-end-required"], ["confidential", "secret"]),
        ] as [(ClassMarks.Found, [String], [String])]
    )
    func `the classes of a message are one part, with what each misses`(
        marked: ClassMarks.Found,
        parts: [String],
        classes: [String]
    ) throws {
        let outcome = try Self.outcome(
            Site.register([:], configuration: Site.classes),
            Message(sender: "berta@example.com", recipients: ["dora@example.com"], marked: marked)
        )
        #expect(outcome.classes == classes)
        let violated = outcome.parts.filter { !$0.decision.violations.isEmpty }
        let words = violated.map { part in
            ([Self.words(part.decision)] + part.decision.violations.map(\.rawValue)).joined(separator: " ")
        }
        #expect(words == parts)
        #expect(outcome.parts.map(\.recipients) == [["dora@example.com"]])
    }

    @Test func `a violation that two classes find is told once`() throws {
        let second = """
              internal:
                headers: { X-Classification: [intern] }
                needs: tls
                on-violation: reject

            """
        let outcome = try Self.outcome(
            Site.register([:], configuration: Site.classes + second),
            Message(sender: "berta@example.com", recipients: ["dora@example.com"], marked: [0, 2])
        )
        #expect(outcome.decision.violations == [.sessionNotEncrypted])
        #expect(Self.words(outcome.decision) == "reject")
        #expect(outcome.decision.text.hasPrefix("Message marked internal: "))
    }

    @Test func `a class that is kept is no part where an agreement is one`() throws {
        let agreement = Site.partner() + "\nend-to-end-exempt: true"
        let register = try Site.register(["partner": agreement], configuration: Site.classes)
        var session = Self.session
        session.observation.encryption = .value(
            Observation.Encryption(protocolName: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", bits: 128)
        )
        let message = Message(sender: "anna@partner.example", recipients: ["berta@example.com"], marked: [0])
        let outcome = MessageOutcome(message, noted: [], session: session, register: register, on: try Self.today())
        #expect(outcome.parts.map(\.decision.agreement?.name) == ["partner"])
        #expect(outcome.classes == ["confidential"])
        #expect(Self.words(outcome.decision) == "accept")
    }

    @Test func `a class stands before an agreement where it is the stricter, and behind where not`() throws {
        func outcome(_ response: String, _ marked: ClassMarks.Found) throws -> MessageOutcome {
            let agreement = Site.partner(onViolation: response) + "\nend-to-end-exempt: true"
            let message = Message(sender: "anna@partner.example", recipients: ["berta@example.com"], marked: marked)
            return try Self.outcome(Site.register(["partner": agreement], configuration: Site.classes), message)
        }
        let byClass = try outcome("hold", [1])
        #expect(byClass.decision.agreement == nil)
        #expect(Self.words(byClass.decision) == "reject")
        #expect(byClass.parts.count == 2)
        let byAgreement = try outcome("reject", [0])
        #expect(byAgreement.decision.agreement?.name == "partner")
        #expect(Self.words(byAgreement.decision) == "reject")
        #expect(byAgreement.parts.count == 2)
    }

    private static var session: Session {
        Session(
            clientAddress: "192.0.2.1",
            observation: Observation(encryption: .absent, certificate: .absent),
            frontend: .milter
        )
    }

    private static func today() throws -> Day { try #require(Day("2026-07-01")) }

    private static func outcome(
        _ register: Register,
        _ message: Message,
        noted: [MessageJudgement] = []
    ) throws -> MessageOutcome {
        MessageOutcome(message, noted: noted, session: session, register: register, on: try today())
    }

    private static func words(_ decision: Decision) -> String {
        (decision.mode == .testing ? "testing " : "") + decision.action.word.rawValue
    }
}
