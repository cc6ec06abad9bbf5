internal import Synchronization

/// Counts since the start, for `status`: one for all front ends.
package final class DecisionStatistics: Sendable {
    private let requests = Atomic<Int>(0)
    private let mail = Atomic<Int>(0)
    private let rcpt = Atomic<Int>(0)
    private let sessions = Atomic<Int>(0)
    private let messages = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let filtered = Atomic<Int>(0)
    private let held = Atomic<Int>(0)
    private let deferred = Atomic<Int>(0)
    private let rejected = Atomic<Int>(0)
    private let tested = Atomic<Int>(0)
    private let malformed = Atomic<Int>(0)
    private let unrecorded = Atomic<Int>(0)

    /// The counts at one moment.
    package struct Counts: Codable, Sendable {
        /// Policy requests.
        package let requests: Int
        /// Policy requests at the MAIL stage, at which nothing is decided.
        package let mail: Int
        /// Policy requests at the RCPT stage.
        package let rcpt: Int
        /// Milter sessions.
        package let sessions: Int
        /// Messages that were decided on at their end, by the milter.
        package let messages: Int
        package let accepted: Int
        package let filtered: Int
        package let held: Int
        package let deferred: Int
        package let rejected: Int
        /// Decisions in testing that enforcing would have answered otherwise.
        package let tested: Int
        package let malformed: Int
        /// Refusals that became temporary, since they could not be recorded.
        package let unrecorded: Int

        /// Whether the service is asked only where it decides nothing (DESIGN.md, section 5, rule 7).
        package var isAskedTooEarly: Bool { mail > 0 && rcpt == 0 }
    }

    package init() {}

    package var counts: Counts {
        Counts(
            requests: requests.load(ordering: .relaxed),
            mail: mail.load(ordering: .relaxed),
            rcpt: rcpt.load(ordering: .relaxed),
            sessions: sessions.load(ordering: .relaxed),
            messages: messages.load(ordering: .relaxed),
            accepted: accepted.load(ordering: .relaxed),
            filtered: filtered.load(ordering: .relaxed),
            held: held.load(ordering: .relaxed),
            deferred: deferred.load(ordering: .relaxed),
            rejected: rejected.load(ordering: .relaxed),
            tested: tested.load(ordering: .relaxed),
            malformed: malformed.load(ordering: .relaxed),
            unrecorded: unrecorded.load(ordering: .relaxed)
        )
    }

    package func countRequest() { requests.add(1, ordering: .relaxed) }
    package func countMalformed() { malformed.add(1, ordering: .relaxed) }
    package func countUnrecorded() { unrecorded.add(1, ordering: .relaxed) }
    package func countRecipient() { rcpt.add(1, ordering: .relaxed) }
    package func countSession() { sessions.add(1, ordering: .relaxed) }
    package func countMessage() { messages.add(1, ordering: .relaxed) }

    /// Counts a request at MAIL.
    ///
    /// - Returns: Whether it is the third without one at RCPT: then the service stands in a list that asks too early, not only
    ///   in two lists of which one asks early.
    package func countMail() -> Bool {
        mail.add(1, ordering: .relaxed).newValue == 3 && rcpt.load(ordering: .relaxed) == 0
    }

    package func count(_ decision: Decision) {
        if decision.mode == .testing, decision.action != .accept {
            tested.add(1, ordering: .relaxed)
            return
        }
        switch decision.action {
        case .accept: accepted.add(1, ordering: .relaxed)
        case .filter: filtered.add(1, ordering: .relaxed)
        case .hold: held.add(1, ordering: .relaxed)
        case .defer: deferred.add(1, ordering: .relaxed)
        case .reject: rejected.add(1, ordering: .relaxed)
        }
    }
}
