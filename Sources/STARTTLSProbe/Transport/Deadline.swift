/// A moment by which a wait must have ended; the sooner one is the lesser.
struct Deadline: Comparable, Sendable {
    private let end: ContinuousClock.Instant

    init(_ limit: Duration) { end = .now + limit }

    static func < (one: Deadline, other: Deadline) -> Bool { one.end < other.end }

    /// What poll(2) takes: whole milliseconds, rounded up; 0 once it has passed.
    var milliseconds: Int32 {
        let rest = ContinuousClock.now.duration(to: end)
        return rest <= .zero ? 0 : Int32(clamping: rest.wholeMilliseconds + 1)
    }
}

extension Duration {
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
