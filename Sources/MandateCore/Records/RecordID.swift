internal import Synchronization

/// A record's name: ordered by time, unique within a journal.
///
/// The upper 43 bits are milliseconds since 1970 (until the year 2248), the lower 20 count within the millisecond from a start
/// that differs from host to host, so that journals of several gateways can be read together.
package struct RecordID: Comparable, Hashable, Sendable {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    /// Greater than all that a clock gives: of the last of the 43 bits' milliseconds.
    package static let last = RecordID(number: Int64(latest) << 20)

    private static let latest = 1 << 43 - 1

    /// Of a record that no journal has named yet.
    package static let unnamed = RecordID(number: 0)

    /// Reads sixteen hexadecimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ $0.hexadecimalValue != nil }),
            let number = Int64(text, radix: 16)
        else { return nil }
        self.number = number
    }

    /// Sixteen hexadecimal digits.
    package var text: String {
        // Of a damaged journal it may be negative.
        let digits = String(UInt64(bitPattern: number), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// The first name that a record of a moment can have.
    ///
    /// - Parameter slack: Milliseconds that are added to the moment.
    package init(first moment: Timestamp, slack: Int = 0) {
        number = Int64(min(max(0, min(moment.milliseconds, Self.latest) + slack), Self.latest)) << 20
    }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Gives out record names, each greater than the one before, whatever the clock does.
package final class RecordIDSource: Sendable {
    private let last = Atomic<Int64>(0)
    private let offset: Int64

    /// - Parameter host: The host's name.
    package init(host: String) {
        offset = host.utf8.reduce(0) { ($0 &* 31 &+ Int64($1)) & 0x3ff } << 9
    }

    /// Gives out only greater names from now on: this one is taken.
    package func pass(_ taken: RecordID) {
        var current = last.load(ordering: .relaxed)
        while current < taken.number {
            let (exchanged, original) = last.compareExchange(
                expected: current,
                desired: taken.number,
                ordering: .relaxed
            )
            if exchanged { return }
            current = original
        }
    }

    /// The next name at a moment. Behind the greatest there is none: it comes again.
    package func next(at moment: Timestamp) -> RecordID {
        let wanted = Int64(moment.milliseconds) << 20 | offset
        var current = last.load(ordering: .relaxed)
        while true {
            let next = max(wanted, current == .max ? .max : current + 1)
            let (exchanged, original) = last.compareExchange(expected: current, desired: next, ordering: .relaxed)
            if exchanged { return RecordID(number: next) }
            current = original
        }
    }
}
