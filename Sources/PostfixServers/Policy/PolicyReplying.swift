package import MandateCore
package import PostfixWire

extension PolicyReply {
    /// A decision as Postfix is told of it (DESIGN.md, section 5, Answers).
    ///
    /// | decision | answer |
    /// | --- | --- |
    /// | accept | DUNNO |
    /// | in testing | WARN would reject: TEXT |
    /// | reject, defer | code and text |
    /// | hold | HOLD TEXT |
    /// | filter | FILTER TRANSPORT:NEXTHOP |
    package init(_ decision: Decision, replies: Replies) {
        if decision.action != .accept, decision.mode == .testing {
            self = .warn("would \(decision.action.word.rawValue): \(decision.text)")
            return
        }
        self =
            switch decision.action {
            case .accept: .dunno
            case .reject: .refuse(code: replies.reject, text: decision.text)
            case .defer: .refuse(code: replies.defer, text: decision.text)
            case .hold: .hold(decision.text)
            case .filter(let destination): .filter(destination)
            }
    }

    /// A refusal that could not be recorded: who is refused for good must be found in the journal.
    static func unrecorded(replies: Replies) -> PolicyReply {
        .refuse(code: replies.defer, text: ReplyText.unrecorded)
    }
}
