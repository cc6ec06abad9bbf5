/// One agreement held against one session: every demand beside what was observed, and the decision that follows.
package struct Judgement: Sendable {
    package let agreement: Agreement
    package let direction: Direction
    /// Empty where the session is not asked for TLS.
    package let findings: [Finding]
    package let decision: Decision

    /// The demands that were held against the session; nil only where the agreement asks nothing, which is then not judged.
    package var demands: SessionDemands? { agreement.demands(direction) }

    /// Holds an agreement's demands against a session.
    ///
    /// - Parameters:
    ///   - observation: The session's TLS facts; nil: the session is not asked for TLS.
    ///   - frontend: Who decides: a milter cannot choose a filter, and defers instead.
    ///   - contact: The address for the reply text.
    init(
        _ agreement: Agreement,
        _ direction: Direction,
        _ demands: SessionDemands,
        observation: Observation?,
        frontend: Frontend,
        contact: String
    ) {
        self.agreement = agreement
        self.direction = direction
        findings = observation.map(demands.compare(with:)) ?? []
        let violations = findings.compactMap(\.violation)
        decision = Decision(
            action: violations.isEmpty
                ? .accept : findings.haveViolation ? demands.response.action(at: frontend) : .defer,
            mode: demands.mode,
            agreement: agreement,
            direction: direction,
            violations: violations,
            text: violations.isEmpty
                ? "" : ReplyText.make(partner: agreement.replyName, violations: violations, contact: contact)
        )
    }
}

extension SessionDemands.Response {
    /// The action that the response stands for.
    func action(at frontend: Frontend) -> Decision.Action {
        switch self {
        case .defer: .defer
        case .hold: .hold
        case .reject: .reject
        case .filter(let destination): frontend == .policy ? .filter(destination) : .defer
        }
    }
}
