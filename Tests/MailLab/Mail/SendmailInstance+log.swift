import Foundation

extension SendmailInstance {
    /// All that was logged so far, a little behind: `awaitLog` to find what was just caused.
    package var log: String {
        (try? String(decoding: Data(contentsOf: URL(fileURLWithPath: logFile)), as: UTF8.self)) ?? ""
    }

    /// Waits until a line of the log contains `text`, and returns the first that does.
    ///
    /// - `skipping`: how many lines at the start do not count; `logLines.count` taken before the cause.
    ///
    /// Throws `Failure.noLogLine`, with the log.
    @discardableResult
    package func awaitLog(
        _ text: String,
        skipping: Int = 0,
        within limit: Duration = .seconds(10)
    ) throws -> String {
        let line = Deadline(limit).poll { logLines.dropFirst(skipping).first { $0.contains(text) } }
        guard let line else { throw Failure.noLogLine(text, log: log) }
        return line
    }

    /// The complete lines of the log.
    package var logLines: [String] {
        log.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
