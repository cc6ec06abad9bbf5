import Foundation

/// A mail server that logs into a file of its own.
package protocol LoggingServer {
    var logFile: String { get }

    /// What is thrown where a line does not come.
    func noLogLine(_ text: String, log: String) -> any Error
}

extension LoggingServer {
    /// All that was logged so far, a little behind: `awaitLog` to find what was just caused.
    package var log: String {
        (try? String(decoding: Data(contentsOf: URL(fileURLWithPath: logFile)), as: UTF8.self)) ?? ""
    }

    /// Waits until a line of the log contains `text`, and returns the first that does.
    ///
    /// - `skipping`: how many lines at the start do not count; `logLines.count` taken before the cause.
    ///
    /// Throws `noLogLine`, with the log.
    @discardableResult
    package func awaitLog(
        _ text: String,
        skipping: Int = 0,
        within limit: Duration = Deadline.patience
    ) throws -> String {
        let line = Deadline(limit).poll { logLines.dropFirst(skipping).first { $0.contains(text) } }
        guard let line else { throw noLogLine(text, log: log) }
        return line
    }

    /// The complete lines of the log.
    package var logLines: [String] {
        log.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
