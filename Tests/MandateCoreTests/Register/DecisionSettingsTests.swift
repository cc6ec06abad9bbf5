import MandateCore
import Testing

struct DecisionSettingsTests {
    @Test(
        arguments: [
            // agreement | classes | violation | recorded where agreements, violations, all are asked for
            (false, 0, false, [false, false, true]),
            (true, 0, false, [true, false, true]),
            (false, 1, false, [true, false, true]),
            (true, 2, false, [true, false, true]),
            (true, 0, true, [true, true, true]),
            (false, 1, true, [true, true, true]),
        ]
    )
    func `an agreement's or a class's part is recorded by default, a violation always`(
        hasAgreement: Bool,
        classes: Int,
        isViolation: Bool,
        isRecorded: [Bool]
    ) {
        var decision = Decision.noAgreement
        if hasAgreement { decision.agreement = .test("partner") }
        if isViolation {
            decision.action = .hold
            decision.violations = [.sessionNotEncrypted]
        }
        let recordings: [DecisionSettings.Recording] = [.agreements, .violations, .all]
        #expect(recordings.map { $0.includes(decision, classes: classes) } == isRecorded)
    }
}
