package import Logging

/// What was logged, from warnings on: `warning: words key=value`.
package final class LogLines: Sendable {
    private let lines = Received<String>()

    package init() {}

    package var all: [String] { lines.all }

    /// The next that was not waited for yet.
    package func next() async throws -> String { try await lines.next() }

    package var logger: Logger { Logger(label: "test") { [lines] _ in Handler(lines: lines) } }

    private struct Handler: LogHandler {
        let lines: Received<String>
        var logLevel = Logger.Level.warning
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            lines.append("\(event.level): \(event.message)\(values.joined())")
        }
    }
}
