/// One class held against one message that is marked with it (DESIGN.md, section 5, rule 5).
package struct ClassJudgement: Sendable {
    package let messageClass: MessageClass
    /// What `needs: tls` finds of the session; empty where it is not asked for TLS.
    package let findings: [Finding]
    /// The recipients for whom `needs: tls` finds no agreement that secures the next hop.
    package let unsecured: [String]
    package let decision: Decision

    /// - Parameters:
    ///   - observation: The session's TLS facts; nil: the session is not asked for TLS.
    ///   - unsecured: The recipients outside our domains that no agreement secures the way to.
    ///   - isEndToEndEncrypted: Whether the message as a whole is.
    ///   - contact: The address for the reply text.
    init(
        _ messageClass: MessageClass,
        observation: Observation?,
        unsecured: [String],
        isEndToEndEncrypted: Bool,
        contact: String
    ) {
        self.messageClass = messageClass
        var violations: [Violation] = []
        var isViolated = true
        switch messageClass.needs {
        case .tls:
            findings = observation.map(messageClass.sessionDemands.compare(with:)) ?? []
            self.unsecured = unsecured
            violations = findings.compactMap(\.violation)
            isViolated = findings.haveViolation || !unsecured.isEmpty
            if !unsecured.isEmpty { violations.append(.noAgreement) }
        case .endToEnd:
            findings = []
            self.unsecured = []
            if !isEndToEndEncrypted { violations.append(.endToEndRequired) }
        }
        let text = ReplyText.make(messageClass: messageClass.name, violations: violations, contact: contact)
        decision = Decision(
            // What the milter cannot see is neither kept nor broken: refused for now.
            action: violations.isEmpty ? .accept : isViolated ? messageClass.response.action(at: .milter) : .defer,
            mode: .enforce,
            agreement: nil,
            direction: nil,
            violations: violations,
            text: violations.isEmpty ? "" : text
        )
    }
}
