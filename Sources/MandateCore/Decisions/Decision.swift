/// What is answered for one recipient, or one message, and why.
package struct Decision: Sendable {
    /// What enforcing answers.
    package enum Action: Equatable, Sendable {
        case accept
        /// Postfix FILTER, as `TRANSPORT:NEXTHOP`.
        case filter(String)
        case hold
        case `defer`
        case reject

        package var word: ActionWord {
            switch self {
            case .accept: .accept
            case .filter: .filter
            case .hold: .hold
            case .defer: .defer
            case .reject: .reject
            }
        }
    }

    package var action: Action
    /// Whether the action is answered (enforce) or only recorded (testing).
    package var mode: Mode
    /// The agreement that is the cause, or under which the session was accepted; nil: none took part.
    package var agreement: Agreement?
    package var direction: Direction?
    package var violations: [Violation]
    /// The reply text of everything but accept, without code.
    package var text: String

    /// Nothing was asked of the session.
    package static let noAgreement = Decision(
        action: .accept,
        mode: .enforce,
        agreement: nil,
        direction: nil,
        violations: [],
        text: ""
    )

    /// The one of two decisions on the same message that is carried out.
    ///
    /// An enforced refusal stands before everything that is only tested; a tested refusal before an acceptance, since it is
    /// what testing is to show.
    package func combined(with other: Decision) -> Decision {
        rank >= other.rank ? self : other
    }

    private var rank: (Int, Int) {
        if action == .accept { return (0, agreement == nil ? 0 : 1) }
        return (mode == .enforce ? 2 : 1, action.word.severity)
    }
}

extension Decision {
    /// The reply that enforcing gives, as the journal keeps it; nil for an acceptance.
    package func reply(_ replies: Replies) -> String? {
        switch action {
        case .accept: nil
        case .reject: "\(replies.reject) \(text)"
        case .defer: "\(replies.defer) \(text)"
        case .hold, .filter: text
        }
    }
}
