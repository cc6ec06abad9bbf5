internal import MailLab

/// A condition did not come true within its limit.
package struct NeverTrue: Error, CustomStringConvertible {
    let limit: Duration

    package var description: String { "it did not come true within \(limit)" }
}

/// Tries until something holds, without holding up a thread. For what gives no signal. Throws ``NeverTrue``.
package func eventually(within limit: Duration = Deadline.patience, _ holds: () async throws -> Bool) async throws {
    let deadline = Deadline(limit)
    while try await !holds() {
        guard !deadline.hasPassed else { throw NeverTrue(limit: limit) }
        try await Task.sleep(for: .milliseconds(10))
    }
}
