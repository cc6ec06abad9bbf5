import MailServerLog
import MandateCore

/// Incidents for a reader: a table of them all, then each with what to do.
enum IncidentText {
    private static let columns = Columns([
        .init(title: "AGREEMENT", width: 16), .init(title: "STATE", width: 7), .init(title: "SINCE", width: 20),
        .init(title: "LAST", width: 20), .init(title: "FAILURES", width: 8), .init(title: "WAITING", width: 7),
        .init(title: "KIND", width: 24), .init(title: "HOST", width: 30),
    ])

    /// - Parameter width: For running text; nil: not a terminal.
    static func lines(_ incidents: [Incident], width: Int? = Terminal.width) -> [String] {
        var lines = [columns.heading]
        for incident in incidents { lines.append(columns.line(cells(incident))) }
        for incident in incidents { lines += details(incident, width: width ?? 100) }
        return lines
    }

    private static func cells(_ incident: Incident) -> [String] {
        [
            incident.agreement ?? "-", incident.isCurrent ? "current" : "ended", moment(incident.firstSeen),
            moment(incident.lastSeen), "\(incident.count)", "\(incident.waiting)", incident.kind.rawValue,
            incident.hosts.joined(separator: " "),
        ]
    }

    private static func details(_ incident: Incident, width: Int) -> [String] {
        let name = incident.agreement.map { "\(incident.subject) (\($0))" } ?? incident.subject
        let messages = incident.waiting == 1 ? "1 message waits" : "\(incident.waiting) messages wait"
        var fields = [("state", incident.ended.map { "ended \(moment($0))" } ?? "since \(moment(incident.firstSeen))")]
        if incident.kind.isOutbound { fields.append(("queue", messages)) }
        if !incident.domains.isEmpty { fields.append(("domains", incident.domains.joined(separator: " "))) }
        if let detail = incident.detail { fields.append(("detail", detail)) }
        fields.append(("log", incident.example))
        var lines = ["", Printable.line("\(name): \(incident.kind.summary)")]
        lines += fields.map { Printable.line("    \(padded($0.0)) \($0.1)") }
        if incident.isCurrent {
            let advice = wrapped(incident.kind.advice, width: max(30, min(width, 120) - 12))
            lines += advice.enumerated().map { "    \(padded($0.offset == 0 ? "to do" : "")) \($0.element)" }
        }
        return lines
    }

    private static func moment(_ time: Timestamp) -> String { time.textToTheSecond }

    private static func padded(_ title: String) -> String {
        title + String(repeating: " ", count: max(0, 7 - title.count))
    }

    /// Our own words in lines of at most so many characters.
    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
