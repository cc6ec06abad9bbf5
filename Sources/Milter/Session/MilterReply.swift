internal import MandateCore

/// What the mail server is answered at one step.
enum MilterReply: Equatable, Sendable {
    /// Nothing against it.
    case proceed
    /// Nothing against the message, and no more of it need be shown.
    case accept
    /// Enough of the body was seen.
    case skip
    /// An SMTP reply: code, enhanced status code and text.
    case refuse(code: String, status: String, text: String)
    /// Hold the message, with the reason, and let it in.
    case quarantine(String)

    /// A decision as the mail server is told of it (DESIGN.md, section 5, Answers); in testing nothing is said.
    init(_ decision: Decision, replies: Replies) {
        guard decision.mode == .enforce else {
            self = .proceed
            return
        }
        switch decision.action {
        case .accept, .filter: self = .proceed
        case .hold: self = .quarantine(decision.text)
        case .defer: self = .refuse(replies.defer, decision.text)
        case .reject: self = .refuse(replies.reject, decision.text)
        }
    }

    /// A refusal that could not be recorded.
    static func unrecorded(_ replies: Replies) -> Self { refuse(replies.defer, ReplyText.unrecorded) }

    /// - Parameter codes: SMTP code and enhanced status code, as the configuration has them: `550 5.7.1`.
    private static func refuse(_ codes: String, _ text: String) -> Self {
        let parts = codes.split(separator: " ", maxSplits: 1)
        return .refuse(
            code: String(parts.first ?? "450"),
            status: parts.count == 2 ? String(parts[1]) : "4.7.1",
            text: text
        )
    }
}
