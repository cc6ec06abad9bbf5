internal import Logging
internal import Synchronization

/// Begins sessions with what the register in force asks for.
final class MilterHandler: Sendable {
    let gate = MilterGate()
    private let plan: Mutex<MilterPlan>
    private let journal: MilterJournal
    private let logger: Logger

    init(plan: MilterPlan, journal: MilterJournal, logger: Logger) {
        self.plan = Mutex(plan)
        self.journal = journal
        self.logger = logger
    }

    /// Sessions that begin from now on go by another plan.
    func use(_ plan: MilterPlan) { self.plan.withLock { $0 = plan } }

    /// A mail server asks for a session, and offers what it can do and leave out.
    ///
    /// - Returns: nil where it cannot do what an agreement needs: then it must not let mail through as if it were checked.
    func begin(_ actions: MilterActions, _ steps: MilterSteps) -> (MilterSession, Negotiation)? {
        let plan = plan.withLock { $0 }
        guard let agreed = Negotiation(offeredActions: actions, offeredSteps: steps, plan: plan) else {
            logger.error(
                "a mail server's session is refused: it cannot hold messages (SMFIF_QUARANTINE), and an agreement or class has on-violation: hold"
            )
            return nil
        }
        return (MilterSession(plan: plan, journal: journal), agreed)
    }
}
