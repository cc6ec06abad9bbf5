/// A mail server's connection: its session, and what was agreed about steps that are not answered.
final class MilterConnection {
    let session: MilterSession
    let gate: MilterGate
    let steps: MilterSteps

    init(session: MilterSession, gate: MilterGate, steps: MilterSteps) {
        self.session = session
        self.gate = gate
        self.steps = steps
    }
}
