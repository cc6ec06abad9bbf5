/// How long a certificate lasts.
package enum CertificateEnd {
    /// Days before its end from which on it is warned of: CAs and partners need some weeks to replace one.
    package static let warningDays = 21
    /// Days before its end at which it is reminded of, once each.
    package static let remindingDays = [warningDays, 14, 7, 3, 1]

    /// Whole days until a certificate's end, rounded down; -1 once it has ended.
    package static func daysLeft(_ end: Timestamp, now: Timestamp) -> Int {
        let milliseconds = end.milliseconds - now.milliseconds
        return milliseconds < 0 ? -1 : milliseconds / 86_400_000
    }

    /// Whether a reminder is due that was not at an earlier moment.
    ///
    /// - Parameter earlier: When the same certificate was seen before; nil: never.
    static func isDue(_ end: Timestamp, since earlier: Timestamp?, now: Timestamp) -> Bool {
        let left = daysLeft(end, now: now)
        // The end itself is the last of them.
        guard let threshold = (remindingDays + [0]).last(where: { left < $0 }) else { return false }
        return earlier.map { daysLeft(end, now: $0) >= threshold } ?? true
    }
}
