internal import MandateCore

/// What became of a message, for a reader. The order is that of several decisions on one message (DESIGN.md, section 5, rule 6):
/// the greatest counts.
enum Outcome: Int, CaseIterable, Comparable {
    case kept
    /// In testing: enforcing would have refused or held it.
    case wouldHave
    case redirected
    case held
    case refusedForNow
    case refused

    /// What a record says.
    init(_ record: DecisionRecord) {
        switch (record.action, record.mode) {
        case (.accept, _): self = .kept
        case (_, .testing): self = .wouldHave
        case (.filter, _): self = .redirected
        case (.hold, _): self = .held
        case (.defer, _): self = .refusedForNow
        case (.reject, _): self = .refused
        }
    }

    /// Whether the mail server turned the recipient away, so that a milter was not asked for it.
    var isTurnedAway: Bool { self >= .refusedForNow }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How many messages had each outcome.
struct OutcomeCounts {
    private var counts = [Int](repeating: 0, count: Outcome.allCases.count)

    subscript(outcome: Outcome) -> Int {
        get { counts[outcome.rawValue] }
        set { counts[outcome.rawValue] = newValue }
    }

    var messages: Int { counts.reduce(0, +) }
    var notKept: Int { messages - self[.kept] }

    /// Turned away, for good or for the time being.
    var refused: Int { self[.refused] + self[.refusedForNow] }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        for outcome in Outcome.allCases { sum[outcome] += right[outcome] }
        return sum
    }
}
