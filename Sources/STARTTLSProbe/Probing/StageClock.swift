/// Measures stages, and writes the trace.
struct StageClock {
    private let begin = ContinuousClock.now
    private var beginOfStage = ContinuousClock.now
    private let traces: Bool
    private(set) var milliseconds: [Stage: Int] = [:]
    private(set) var trace: [String] = []

    init(traces: Bool) { self.traces = traces }

    /// The stage has ended, the next begins.
    mutating func lap(_ stage: Stage) {
        let now = ContinuousClock.now
        milliseconds[stage] = beginOfStage.duration(to: now).wholeMilliseconds
        beginOfStage = now
    }

    /// `[000.379]-->STARTTLS`, further lines indented, as in the documents.
    mutating func note(_ mark: String, _ lines: [String]) {
        guard traces, let first = lines.first else { return }
        let passed = begin.duration(to: .now).wholeMilliseconds
        let digits = String(passed % 1000)
        let seconds = String(passed / 1000)
        let moment =
            String(repeating: "0", count: max(0, 3 - seconds.count)) + seconds + "."
            + String(repeating: "0", count: 3 - digits.count) + digits
        trace.append("[\(moment)]\(mark)\(first)")
        trace += lines.dropFirst().map { String(repeating: " ", count: 9 + mark.count) + $0 }
    }
}
