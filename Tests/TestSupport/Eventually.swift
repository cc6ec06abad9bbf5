/// What was waited for did not come.
package struct WaitedInVain: Error, CustomStringConvertible {
    package let description: String
}

/// Tries until something holds. For what gives no signal.
///
/// - Throws: ``WaitedInVain`` where it does not within the limit.
package func eventually(within limit: Duration = .seconds(600), _ holds: () async throws -> Bool) async throws {
    let end = ContinuousClock.now.advanced(by: limit)
    while try await !holds() {
        guard ContinuousClock.now < end else {
            throw WaitedInVain(description: "it did not come true within \(limit)")
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}
