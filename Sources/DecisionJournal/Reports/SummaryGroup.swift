internal import Foundation
package import MandateCore

/// Decisions that are alike, counted: what a summary is made of.
package struct SummaryGroup: Sendable {
    package struct Kind: Hashable, Sendable {
        package let agreement: String?
        package let direction: Direction?
        package let action: ActionWord
        package let mode: Mode
        package let violations: [Violation]
        package let encryptionProtocol: String?
        package let encryptionCipher: String?
    }

    package let kind: Kind
    package var count: Int
    package var first: Timestamp
    package var last: Timestamp
}

extension JournalSource {
    /// For journals that cannot count: reads all that is asked for.
    package func groups(_ query: RecordQuery) throws -> [SummaryGroup] {
        var query = query
        query.limit = nil
        var milter: Set<[String]> = []
        if let messages = query.milterMessages {
            try list(messages) { entry in
                if case .decision(let record) = entry, let queueID = record.queueID {
                    milter.insert([record.host, queueID])
                }
            }
        }
        var groups: [SummaryGroup.Kind: SummaryGroup] = [:]
        try list(query) { entry in
            guard case .decision(let record) = entry else { return }
            if record.isDisplaceable, let queueID = record.queueID, milter.contains([record.host, queueID]) { return }
            let kind = SummaryGroup.Kind(record)
            if groups[kind]?.add(record.time) == nil {
                groups[kind] = SummaryGroup(kind: kind, count: 1, first: record.time, last: record.time)
            }
        }
        return Array(groups.values)
    }
}

extension RecordQuery {
    /// The milter's records of the messages that are asked for: a message that it has recorded counts there, whatever else is
    /// asked of it. nil where the front end itself is asked for.
    var milterMessages: RecordQuery? {
        guard !filters.contains(where: { $0.key == .frontend }) else { return nil }
        var messages = RecordQuery()
        messages.since = since
        messages.until = until.map { Timestamp(milliseconds: $0.milliseconds + JournalLimits.messageDuration) }
        messages.filters = [(.frontend, [Frontend.milter.rawValue])]
        return messages
    }
}

extension DecisionRecord {
    /// Whether the milter's record of the same message counts instead. A recipient that the policy service has refused is none that
    /// the milter was asked about.
    fileprivate var isDisplaceable: Bool {
        frontend == .policy && !(mode == .enforce && (action == .reject || action == .defer))
    }
}

extension SummaryGroup {
    fileprivate mutating func add(_ time: Timestamp) {
        count += 1
        first = min(first, time)
        last = max(last, time)
    }
}

extension SummaryGroup.Kind {
    fileprivate init(_ record: DecisionRecord) {
        self.init(
            agreement: record.agreement,
            direction: record.direction,
            action: record.action,
            mode: record.mode,
            violations: record.violations,
            encryptionProtocol: record.encryptionProtocol,
            encryptionCipher: record.encryptionCipher
        )
    }
}
