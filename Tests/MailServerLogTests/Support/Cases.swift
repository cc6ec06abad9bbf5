import Foundation
import MailServerLog
import MandateCore
import Testing

/// What real mail servers logged and listed.
enum Cases {
    /// The day of the cases, at noon UTC: when they were written to last.
    static let now = moment("2026-11-21", hour: 12)

    static func text(_ name: String) throws -> String {
        let folder = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// The events of a log.
    static func events(_ name: String) throws -> [MailEvent] { events(of: try text(name)) }

    static func events(of text: String) -> [MailEvent] {
        var parser = LogLineParser(zone: .gmt, lastChange: now)
        var reader = EventReader()
        var events: [MailEvent] = []
        for line in text.split(separator: "\n") {
            if let line = parser.parse(Array(line.utf8).span) { reader.read(line) { events.append($0) } }
        }
        return events
    }

    static func deliveries(_ events: [MailEvent]) -> [Delivery] {
        events.compactMap { if case .delivery(let delivery) = $0 { delivery } else { nil } }
    }

    static func moment(_ day: String, hour: Int, minute: Int = 0, second: Int = 0) -> Timestamp {
        let days = Day(day)?.daysSinceEpoch ?? 0
        return Timestamp(milliseconds: days * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000)
    }

    /// Each domain `NAME.example` has the agreement NAME.
    static func byDomain(_ subject: Subject) -> Party? {
        let domain =
            switch subject {
            case .domain(let domain): domain
            case .gateway(let peer), .client(let peer): peer.name
            }
        let labels = domain.split(separator: ".")
        guard labels.count >= 2, labels.last == "example" else { return nil }
        let name = String(labels[labels.count - 2])
        return Party(agreement: name, partner: name.uppercased())
    }
}
