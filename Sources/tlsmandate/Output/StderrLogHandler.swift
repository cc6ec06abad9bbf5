import Foundation
import Logging

/// One line a message on standard error, in one write: `LEVEL: MESSAGE, key=value`.
///
/// Under systemd (JOURNAL_STREAM is set) the line begins with its priority, as sd-daemon(3) has it, and journald adds the time;
/// elsewhere it begins with the time.
struct StderrLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let isJournald = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            .map { ", \($0.key)=\(Printable.value("\($0.value)"))" }.joined()
        let head = isJournald ? "<\(event.level.priority)>" : "\(Date().formatted(.iso8601)) "
        StandardStreams.complain("\(head)\(event.level.rawValue): \(event.message)\(values)")
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
