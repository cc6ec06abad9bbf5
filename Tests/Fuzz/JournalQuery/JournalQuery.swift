import FuzzSupport
import MandateCore

@testable import DecisionJournal

/// Asks a SQLite journal what the lines of the octets say, `key=value`, `since=`, `until=`, `after=` or `limit=`, and the records
/// themselves the same: both find the same records, in the same order.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let query = RecordQuery(lines: octets(start, count).split(separator: 0x0a).prefix(20))
    var wanted = sample.records.filter(query.matches)
    if let limit = query.limit { wanted = Array(query.after == nil ? wanted.suffix(limit) : wanted.prefix(limit)) }
    do {
        var found: [RecordID] = []
        try sample.journal.list(query) { entry in
            if case .decision(let record) = entry { found.append(record.id) }
        }
        promise(found == wanted.map(\.id), "found \(found.map(\.text)), wanted \(wanted.map(\.id.text))")
        _ = try sample.journal.groups(query)
    } catch {
        promise(false, "the journal does not answer: \(error)")
    }
    return 0
}

extension RecordQuery {
    fileprivate init(lines: some Sequence<ArraySlice<UInt8>>) {
        self.init()
        for line in lines {
            let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            // No argument of a program has a NUL, and no value that a mail server tells.
            guard parts.count == 2, !parts[1].contains(0) else { continue }
            let value = String(decoding: parts[1], as: UTF8.self)
            switch String(decoding: parts[0], as: UTF8.self) {
            case "since": since = Int(value).map(Timestamp.init(milliseconds:))
            case "until": until = Int(value).map(Timestamp.init(milliseconds:))
            case "after": after = RecordID(value)
            case "limit": limit = Int(value).flatMap { $0 > 0 ? $0 : nil }
            case let name:
                guard let key = Key(rawValue: name) else { continue }
                filters.append((key, [value, "Ä"]))
            }
        }
    }
}
