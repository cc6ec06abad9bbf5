import ArgumentParser
import DecisionJournal
import Foundation
import FuzzSupport
import MandateCore

@testable import AuditFilters

/// Reads the lines of the octets as the filters that `audit` is called with, and each line as a moment.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // No argument of a program has a NUL.
    let arguments = octets(start, count).split(separator: 0x0a, omittingEmptySubsequences: false)
        .map { String(decoding: $0.filter { $0 != 0 }, as: UTF8.self) }
    for argument in arguments { checkMoment(argument) }
    checkFilters(arguments)
    return 0
}

private let now = Timestamp(milliseconds: 1_782_907_200_123)

private func checkMoment(_ text: String) {
    let moment = Moment.relative(text, now: now)
    if let moment { promise(Timestamp(moment.text) == moment, "\(text) is \(moment.text), which is no moment") }
    if let before = plainRelative(text) { promise(moment?.milliseconds == now.milliseconds - before, "\(text)") }
    guard let read = Timestamp(text) else { return }
    promise(moment == read, "\(text) is a moment, and another one as an option")
    // Foundation takes more than RFC 3339 has, no small letters, and the Julian calendar for its days.
    guard read.day >= Day(daysSinceEpoch: 0) else { return }
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
    guard let date = try? style.parse(text.uppercased()) else { return }
    promise(Int(date.timeIntervalSince1970.rounded(.down)) == floor(read.milliseconds), "\(text) is \(read.text)")
}

/// In seconds.
private func floor(_ milliseconds: Int) -> Int { (milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000 }

/// `-7d` and its like as milliseconds, where it is not too long ago to have a date.
private func plainRelative(_ text: String) -> Int? {
    guard let match = text.wholeMatch(of: /-([0-9]{1,5})([dhms])/), let number = Int(match.1) else { return nil }
    return number * (["d": 86_400_000, "h": 3_600_000, "m": 60_000][match.2] ?? 1000)
}

/// What is asked for was said, word for word; what is not understood is refused, and never left out.
private func checkFilters(_ arguments: [String]) {
    guard let options = try? FilterOptions.parse(arguments) else { return }
    guard let query = try? options.query(now: now) else {
        promise(false, "the filters were taken, and cannot be asked for")
        return
    }
    let said = Set(arguments + arguments.compactMap { $0.split(separator: "=", maxSplits: 1).last.map(String.init) })
    var values = 0
    for filter in query.filters {
        promise(!filter.values.isEmpty, "\(filter.key.rawValue) lets nothing through")
        for value in filter.values {
            promise(value.isEmpty || said.contains(value) || said.contains("<\(value)>"), "nobody said '\(value)'")
        }
        values += filter.values.count
    }
    promise(values <= arguments.count, "\(values) values of \(arguments.count) words")
}
