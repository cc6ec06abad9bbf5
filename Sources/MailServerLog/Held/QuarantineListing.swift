internal import Foundation
internal import MandateCore

/// The listing of `sendmail -bp -v -qQ`, line by line:
///
///             /var/spool/mqueue (1 request)
///     -----Q-ID----- --Size-- -Priority- ---Q-Time--- --------Sender/Recipient--------
///     6AL62klQ000020        5     120020 Nov 21 06:02 <info@example.com>
///          QUARANTINE: manual
///                      (other side does not support STARTTLS)
///                                             <a@partner.example>
struct QuarantineListing {
    struct Entry: Equatable {
        var folder: String
        var queueID: String
        var size: Int
        var arrived: Timestamp
        var sender: String
        var recipients: [String] = []
        var reason: String?
    }

    private(set) var entries: [Entry] = []
    private var folder = ""
    private var clock: LogClock

    init(now: Timestamp, zone: TimeZone = .current) { clock = LogClock(zone: zone, lastChange: now) }

    mutating func read(_ line: String) {
        guard let first = line.first, !line.hasPrefix("---") else { return }
        let text = Substring(line.filter { $0 != "\t" }).trimmingBlanks
        if !first.isWhitespace {
            if let entry = entry(line) { entries.append(entry) }
        } else if text.hasPrefix("/"), let range = text.place(of: " (") {
            folder = String(text[..<range.lowerBound])
        } else if let last = entries.indices.last {
            if text.hasPrefix("QUARANTINE: ") {
                entries[last].reason = String(text.dropFirst("QUARANTINE: ".count))
            } else if text.hasPrefix("<") {
                entries[last].recipients.append(Self.address(text))
            }
        }
    }

    /// `ID`, a mark (`*` being delivered, `X` load too high, `-` too young), size, priority (and `+` where the sender was warned),
    /// moment, sender.
    private mutating func entry(_ line: String) -> Entry? {
        let sender = line.firstIndex(of: "<") ?? line.endIndex
        var fields = (line[..<sender].replacing("+", with: " ", maxReplacements: 1) + line[sender...]).split(
            maxSplits: 6,
            omittingEmptySubsequences: true,
            whereSeparator: \.isWhitespace
        )
        guard fields.count >= 2 else { return nil }
        // The mark stands right behind the id, as wide as the id's column or not.
        if ["*", "X", "-", "?"].contains(fields[1]) { fields.remove(at: 1) }
        guard fields.count >= 6, let size = Int(fields[1]) else { return nil }
        let id = fields[0].last.map { "*-?".contains($0) } == true ? fields[0].dropLast() : fields[0]
        let day = fields[4].count == 1 ? " \(fields[4])" : "\(fields[4])"
        let moment = "\(fields[3]) \(day) \(fields[5]):00 "
        guard let (arrived, _) = clock.read((moment + "-").utf8.span) else { return nil }
        return Entry(
            folder: folder,
            queueID: String(id),
            size: size,
            arrived: arrived,
            sender: fields.count > 6 ? Self.address(fields[6]) : ""
        )
    }

    private static func address(_ text: Substring) -> String {
        String(text.trimmingBlanks.drop { $0 == "<" }.prefix { $0 != ">" })
    }
}
