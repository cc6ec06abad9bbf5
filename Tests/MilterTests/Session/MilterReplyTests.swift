import MandateCore
import Testing

@testable import Milter

struct MilterReplyTests {
    private static func decision(_ action: Decision.Action, mode: Mode = .enforce) -> Decision {
        var decision = Decision.noAgreement
        decision.action = action
        decision.mode = mode
        decision.text = "the reason"
        return decision
    }

    @Test(
        arguments: [
            (Decision.Action.accept, "continue"),
            (.filter("smtp:[::1]"), "continue"),
            (.hold, "hold the reason"),
            (.defer, "450 4.7.1 the reason"),
            (.reject, "550 5.7.1 the reason"),
        ]
    )
    func `a decision is answered where it is enforced, and passed over where it is tested`(
        action: Decision.Action,
        answer: String
    ) {
        #expect(MilterReply(Self.decision(action), replies: Replies()).words == answer)
        #expect(MilterReply(Self.decision(action, mode: .testing), replies: Replies()) == .proceed)
    }

    @Test func `the codes are the configuration's`() {
        let replies = Replies(reject: "554 5.7.0", defer: "421 4.3.2")
        #expect(
            MilterReply(Self.decision(.reject), replies: replies)
                == .refuse(code: "554", status: "5.7.0", text: "the reason")
        )
        #expect(
            MilterReply(Self.decision(.defer), replies: replies)
                == .refuse(code: "421", status: "4.3.2", text: "the reason")
        )
        #expect(
            MilterReply.unrecorded(replies)
                == .refuse(code: "421", status: "4.3.2", text: "the decision could not be recorded; try again later")
        )
    }
}
