package import MandateCore

/// Where a mail server's lines are.
package enum MailLogSource: Equatable, Sendable {
    /// A file, with those beside it into which older lines were rotated.
    case file(String)
    /// systemd's journal of this machine.
    case journald
    /// A folder of systemd journal files, as systemd-journal-remote(8) leaves them.
    case journalFolder(String)

    /// Hands on the lines that may tell something, from a moment on, files from the oldest to the newest; one line at a time is
    /// held in memory.
    ///
    /// - Parameters:
    ///   - since: No line from before is handed on.
    ///   - now: The present.
    ///   - body: What it throws ends the reading.
    /// - Throws: ``MailLogError``, or what `body` throws.
    package func read(since: Timestamp, now: Timestamp, _ body: (LogLine) throws -> Void) throws {
        switch self {
        case .file(let path): try LogFiles(path: path).read(since: since, now: now, body)
        case .journald: try JournaldLog(folder: nil).read(since: since, body)
        case .journalFolder(let path): try JournaldLog(folder: path).read(since: since, body)
        }
    }
}

extension MailLogSource: CustomStringConvertible {
    /// As the configuration names it.
    package var description: String {
        switch self {
        case .journald: "journald"
        case .journalFolder(let path): "journald:\(path)"
        case .file(let path): path
        }
    }
}
