package import MandateCore

/// How an agreement was kept, by direction: what a month's worth of records comes down to.
package struct JournalSummary: Sendable {
    /// One agreement in one direction; without an agreement, what no agreement took part in.
    package struct Part: Sendable {
        package let agreement: String?
        package let direction: Direction?
        package var messages = 0
        /// Those that broke nothing.
        package var kept = 0
        /// Those that were rejected, deferred, held or filtered, by action.
        package var refused: [ActionWord: Int] = [:]
        /// Those that would have been, in testing.
        package var tested = 0
        package var violations: [Violation: Int] = [:]
        package var protocols: [String: Int] = [:]
        package var ciphers: [String: Int] = [:]
        package var first: Timestamp
        package var last: Timestamp

        /// The share that kept the agreement, 0 to 1.
        package var share: Double { messages == 0 ? 0 : Double(kept) / Double(messages) }
    }

    /// In the order of agreements' names and directions; what no agreement took part in comes last.
    package let parts: [Part]

    /// The word for a session in the clear among the protocols.
    package static let inTheClear = "none"

    package init(_ groups: [SummaryGroup]) {
        var parts: [String: Part] = [:]
        for group in groups {
            let key = "\(group.kind.agreement ?? "\u{10ffff}")\u{0}\(group.kind.direction?.rawValue ?? "")"
            var part =
                parts[key]
                ?? Part(
                    agreement: group.kind.agreement,
                    direction: group.kind.direction,
                    first: group.first,
                    last: group.last
                )
            part.add(group)
            parts[key] = part
        }
        self.parts = parts.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension JournalSummary.Part {
    fileprivate mutating func add(_ group: SummaryGroup) {
        messages += group.count
        if group.kind.violations.isEmpty { kept += group.count }
        if group.kind.mode == .testing, group.kind.action != .accept {
            tested += group.count
        } else if group.kind.action != .accept {
            refused[group.kind.action, default: 0] += group.count
        }
        for violation in group.kind.violations { violations[violation, default: 0] += group.count }
        protocols[group.kind.encryptionProtocol ?? JournalSummary.inTheClear, default: 0] += group.count
        if let cipher = group.kind.encryptionCipher { ciphers[cipher, default: 0] += group.count }
        first = min(first, group.first)
        last = max(last, group.last)
    }
}
