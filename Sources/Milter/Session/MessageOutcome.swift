internal import MandateCore

/// What is decided at the end of a message: the decision on the whole, and the parts that are recorded.
struct MessageOutcome {
    /// One record: an agreement's decision, or that of the classes, and for whom it is.
    struct Part {
        let decision: Decision
        let recipients: [String]
    }

    /// The one that is carried out (DESIGN.md, section 5, rule 6).
    let decision: Decision
    let parts: [Part]
    /// The names of the classes that the message is of.
    let classes: [String]

    /// - Parameter noted: What took part at RCPT, for the recipients that were not refused.
    init(
        _ message: Message,
        noted: [MessageJudgement],
        session: Session,
        register: Register,
        on day: Day
    ) {
        classes = register.classes(of: message, on: day).map(\.name)
        let judgements = noted + register.judgements(of: message, session: session, on: day)
        var parts = judgements.map { Part(decision: $0.judgement.decision, recipients: $0.recipients) }
        let ofClasses = register.classJudgements(of: message, session: session, on: day).map(\.decision)
        if let worst = ofClasses.dropFirst().reduce(ofClasses.first, { $0?.combined(with: $1) }) {
            var decision = worst
            decision.violations = ofClasses.flatMap(\.violations).uniqued
            // Classes that are kept show in the records of agreements, where there are any.
            if !decision.violations.isEmpty || parts.isEmpty {
                parts.append(Part(decision: decision, recipients: message.recipients))
            }
        }
        if let unreadable = register.decisionOnUnreadableFrom(of: message, session: session, on: day) {
            parts.append(Part(decision: unreadable.decision, recipients: unreadable.recipients))
        }
        if parts.isEmpty { parts.append(Part(decision: .noAgreement, recipients: message.recipients)) }
        self.parts = parts
        decision = parts.map(\.decision).reduce(.noAgreement) { $0.combined(with: $1) }
    }
}

extension [Violation] {
    /// Each once, in the order of its first.
    fileprivate var uniqued: Self {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
