import MandateCore
import Testing

/// What a front end cannot see is never taken for kept, and is left to the one that sees it where both are asked.
extension DecidingTests {
    private static let trusted =
        "TLSv1.3 TLS_AES_256_GCM_SHA384 256, trusted, subject mx.partner.example, fingerprints a"

    @Test(
        arguments: [
            // demands | session | asked about the same by policy | the milter's decision
            ("encrypt, on-violation reject", "clear", false, "reject session-not-encrypted"),
            ("encrypt, on-violation reject", "clear", true, "reject session-not-encrypted"),
            ("encrypt, on-violation hold", trusted, false, "accept"),
            ("verify, on-violation reject", trusted, true, "accept"),
            ("fingerprint, fingerprints a, on-violation reject", trusted, false, "defer certificate-missing"),
            ("fingerprint, fingerprints a, on-violation reject", trusted, true, "not asked"),
            ("fingerprint, fingerprints a, on-violation reject", "clear", false, "reject session-not-encrypted"),
            ("fingerprint, fingerprints a, on-violation reject", "clear", true, "not asked"),
            (
                "fingerprint, fingerprints a, on-violation reject", "TLSv1 AES256-SHA 256", false,
                "reject certificate-missing, protocol-too-old"
            ),
            ("encrypt, on-violation filter smtp:[::1]", "clear", false, "defer session-not-encrypted"),
            ("encrypt, on-violation filter smtp:[::1]", "clear", true, "not asked"),
            ("encrypt, on-violation filter smtp:[::1]", trusted, false, "accept"),
            ("encrypt, on-violation reject", "not visible", false, "defer session-not-encrypted"),
            ("encrypt, on-violation hold", "not visible", false, "defer session-not-encrypted"),
        ]
    )
    func `a milter takes no pin for kept, chooses no filter, and leaves both to the policy service`(
        demands: String,
        observation: String,
        leavesToPolicy: Bool,
        expected: String
    ) throws {
        let register = try TestRegister.make([
            .test("partner", domains: ["partner.example"], inbound: try SessionDemands(words: demands))
        ])
        var session = try Session.milter(observation)
        session.leavesToPolicy = leavesToPolicy
        #expect(try Self.words(register, session) == expected)
    }

    @Test func `the policy service leaves nothing to others, and sees pins`() throws {
        let register = try TestRegister.make([
            .test(
                "partner",
                domains: ["partner.example"],
                inbound: try SessionDemands(words: "fingerprint, fingerprints a, on-violation reject")
            )
        ])
        let session = Session(clientAddress: "192.0.2.1", observation: try Observation(words: Self.trusted))
        #expect(try Self.words(register, session) == "accept")
    }

    /// The decision on the partner's message, or `not asked` where the agreement is left to the policy service.
    private static func words(_ register: Register, _ session: Session) throws -> String {
        let participants = register.participants(
            sender: "anna@partner.example".utf8.span,
            recipient: "berta@example.com".utf8.span,
            clientName: "unknown".utf8.span,
            clientAddress: "192.0.2.1".utf8.span,
            on: try SomeDay.get()
        )
        let decision = register.decide(participants, recipient: "berta@example.com", session: session)
        if decision.agreement == nil { return decision.action == .accept ? "not asked" : "refused by nobody" }
        let violations = decision.violations.map(\.rawValue).joined(separator: ", ")
        return violations.isEmpty ? decision.action.word.rawValue : "\(decision.action.word) \(violations)"
    }
}
