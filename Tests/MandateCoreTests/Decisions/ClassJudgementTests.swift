import Testing

@testable import MandateCore

/// DESIGN.md, section 5, rule 5.
struct ClassJudgementTests {
    private static let encrypted = "TLSv1.3 TLS_AES_256_GCM_SHA384 256"

    @Test(
        arguments: [
            (encrypted, [], "accept", []),
            ("TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 128", [], "accept", []),
            (encrypted + ", certificate not visible", [], "accept", []),
            ("clear", [], "reject", ["session-not-encrypted"]),
            ("TLSv1.1 ECDHE-RSA-AES256-SHA 256", [], "reject", ["protocol-too-old"]),
            ("TLSv1.2 DES-CBC3-SHA 112", [], "reject", ["session-key-too-short"]),
            ("TLSv1.2 ECDHE-RSA-RC4-SHA 128", [], "reject", ["cipher-excluded"]),
            (encrypted, ["carla@elsewhere.example"], "reject", ["no-agreement"]),
            ("clear", ["carla@elsewhere.example"], "reject", ["session-not-encrypted", "no-agreement"]),
            // No mail server is asked to refuse for good what only cannot be seen.
            ("not visible", [], "defer", ["session-not-encrypted"]),
            ("not visible", ["carla@elsewhere.example"], "reject", ["session-not-encrypted", "no-agreement"]),
        ] as [(String, [String], String, [String])]
    )
    func `a class that needs TLS asks the session for it, and each recipient for an agreement`(
        session: String,
        unsecured: [String],
        action: String,
        violations: [String]
    ) throws {
        let judgement = ClassJudgement(
            .test("confidential", needs: .tls, onViolation: .reject),
            observation: try Observation(words: session),
            unsecured: unsecured,
            isEndToEndEncrypted: false,
            contact: TestRegister.contact
        )
        #expect(judgement.decision.action.word.rawValue == action)
        #expect(judgement.decision.violations.map(\.rawValue) == violations)
        #expect(judgement.decision.mode == .enforce)
        #expect(judgement.unsecured == unsecured)
        #expect(judgement.decision.text.isEmpty == violations.isEmpty)
    }

    @Test func `a session that is not asked for TLS leaves the recipients to be asked for`() {
        func decision(unsecured: [String]) -> Decision {
            ClassJudgement(
                .test("confidential", needs: .tls, onViolation: .hold),
                observation: nil,
                unsecured: unsecured,
                isEndToEndEncrypted: false,
                contact: TestRegister.contact
            ).decision
        }
        #expect(decision(unsecured: []).action == .accept)
        #expect(decision(unsecured: ["carla@elsewhere.example"]).action == .hold)
        #expect(decision(unsecured: ["carla@elsewhere.example"]).violations == [.noAgreement])
    }

    @Test(arguments: [true, false], [encrypted, "clear", "not visible"])
    func `a class that needs end-to-end encryption asks the message alone`(
        isEndToEndEncrypted: Bool,
        session: String
    ) throws {
        let judgement = ClassJudgement(
            .test("secret", needs: .endToEnd, onViolation: .reject),
            observation: try Observation(words: session),
            unsecured: ["carla@elsewhere.example"],
            isEndToEndEncrypted: isEndToEndEncrypted,
            contact: TestRegister.contact
        )
        #expect(judgement.decision.action == (isEndToEndEncrypted ? .accept : .reject))
        #expect(judgement.decision.violations == (isEndToEndEncrypted ? [] : [.endToEndRequired]))
        #expect(judgement.findings.isEmpty)
        #expect(judgement.unsecured.isEmpty)
    }

    @Test func `the reply names the class, and no agreement is the cause`() throws {
        let judgement = ClassJudgement(
            .test("secret", needs: .endToEnd),
            observation: .clear,
            unsecured: [],
            isEndToEndEncrypted: false,
            contact: TestRegister.contact
        )
        #expect(
            judgement.decision.text
                == "Message marked secret: the message is not end-to-end encrypted (end-to-end-required); "
                + "contact tls-desk@example.com"
        )
        #expect(judgement.decision.agreement == nil)
        #expect(judgement.decision.direction == nil)
    }
}
