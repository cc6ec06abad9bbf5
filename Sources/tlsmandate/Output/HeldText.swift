import MailServerLog
import MandateCore

/// Messages on hold for a reader.
enum HeldText {
    private static let columns = Columns([
        .init(title: "QUEUE ID", width: 16), .init(title: "AGE", width: 7), .init(title: "SIZE", width: 9),
        .init(title: "AGREEMENT", width: 16), .init(title: "FROM", width: 32), .init(title: "TO", width: 40),
    ])

    static func lines(_ messages: [HeldMessage], now: Timestamp) -> [String] {
        guard !messages.isEmpty else { return [] }
        return [columns.heading]
            + messages.flatMap { message in
                [
                    columns.line([
                        message.queueID, age(message.arrived, now), "\(message.size)", message.agreement ?? "-",
                        "<\(message.sender)>", message.recipients.map { "<\($0)>" }.joined(separator: " "),
                    ]),
                    Printable.line("    reason   \(message.reason ?? "not known; the journal has no record of it")"),
                    Printable.line("    release  \(message.release.joined(separator: " && "))"),
                    Printable.line("    delete   \(message.delete)"),
                ]
            }
    }

    /// `12m`, `5h`, `3d`: in the largest unit of which there is one.
    private static func age(_ arrived: Timestamp, _ now: Timestamp) -> String {
        let minutes = max(0, now.milliseconds - arrived.milliseconds) / 60_000
        if minutes < 60 { return "\(minutes)m" }
        return minutes < 48 * 60 ? "\(minutes / 60)h" : "\(minutes / 1440)d"
    }
}
