import Foundation
import Logging
import MandateCore

/// One line a message on standard error, in one write: `LEVEL: MESSAGE, key=value`.
///
/// Under systemd (JOURNAL_STREAM is set) the line begins with its priority, as sd-daemon(3) has it, and journald adds the time;
/// elsewhere it begins with the time.
struct StderrLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    /// Where lines are collected, to be written together; nil: each is written at once.
    var lines: LineBuffer?
    private let isJournald = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = ""
        line.reserveCapacity(480)
        line += isJournald ? "<\(event.level.priority)>" : Timestamp.now.text
        line += isJournald ? "" : " "
        line += event.level.rawValue
        line += ": "
        line += event.message.description
        let values = metadata.isEmpty ? event.metadata ?? [:] : metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { line += ", \(key)=\(Printable.value("\(value)"))" }
        if let lines { lines.append(line) } else { StandardStreams.complain(line) }
    }
}

extension Logger.Level {
    /// syslog's priorities.
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
