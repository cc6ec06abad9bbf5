internal import MandateCore

/// An agreement's month in plain sentences.
struct Summary {
    let chapter: Report.Chapter
    let report: Report

    private var subject: ReportSubject { report.subject }
    private var month: String { subject.month.words }

    var sentences: [Prose] {
        let counts = chapter.figures.total
        if counts.messages == 0 { return [nothing] }
        return Direction.order.compactMap { direction in
            chapter.figures.directions[direction].map { "\(came(direction, $0.messages)) \(became($0))" }
        }
    }

    /// `1,204 messages from AUDI AG in October 2026.`
    private func came(_ direction: Direction?, _ count: Int) -> Prose {
        let onlyViolations = subject.recording == .violations
        let which: Prose = onlyViolations ? " that did not keep the agreement" : ""
        guard chapter.name != nil else { return "\(count, "message") under no agreement\(which) in \(month):" }
        return switch direction {
        case .inbound?: "\(count, "message") from \(value: chapter.partner)\(which) in \(month):"
        case .relay?: "\(count, "message") that others handed to us for \(value: chapter.partner)\(which) in \(month):"
        case nil: "\(count, "message") to or from \(value: chapter.partner)\(which) in \(month):"
        }
    }

    /// `1,198 kept what was agreed, 6 were refused.`
    private func became(_ counts: OutcomeCounts) -> Prose {
        if counts.notKept == 0 {
            let who: Prose = counts.messages == 1 ? "it" : counts.messages == 2 ? "both" : "all of them"
            return chapter.name == nil ? "\(who) passed." : "\(who) kept what was agreed."
        }
        let parts: [Prose] = Outcome.allCases.compactMap { outcome in
            let count = counts[outcome]
            if count == 0 { return nil }
            let verb = outcome == .kept || outcome == .wouldHave ? "" : count == 1 ? "was " : "were "
            if outcome == .kept, chapter.name == nil { return "\(count) passed" }
            return "\(count) \(verb)\(outcome.wereWords)"
        }
        return "\(parts.joined())."
    }

    private var nothing: Prose {
        if let agreement = chapter.agreement {
            if agreement.mode == .off {
                return
                    "The agreement with \(value: agreement.partner) is switched off; nothing was recorded in \(month)."
            }
            if !agreement.asks(.inbound), !agreement.asks(.relay) {
                return """
                    The agreement asks nothing of mail that comes to us, so none was held against it in \(month). \
                    What it asks of our own deliveries stands below.
                    """
            }
            if let from = agreement.validity.from, from >= subject.month.dayAfter {
                return "The agreement had not begun in \(month): it is valid from \(from.words)."
            }
        }
        if subject.recording == .violations {
            return "No message that did not keep the agreement was recorded in \(month)."
        }
        return "No message under this agreement was recorded in \(month)."
    }
}

extension Direction {
    /// The order of the sentences.
    static var order: [Direction?] { allCases + [nil] }
}
