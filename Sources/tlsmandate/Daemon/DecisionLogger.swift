import Logging
import MandateCore

/// Logs a line for each decision, those of one commit in one write.
struct DecisionLogger {
    private let buffer = LineBuffer()
    private let logger: Logger

    init() {
        let lines = buffer
        logger = Logger(label: "decisions") { _ in
            var handler = StderrLogHandler()
            handler.lines = lines
            return handler
        }
    }

    @Sendable
    func log(_ records: [DecisionRecord], areRecorded: Bool) {
        for record in records {
            let line = DecisionLine.text(record)
            logger.log(
                level: record.action == .accept ? .info : .notice,
                "\(areRecorded ? line : "not recorded: " + line)"
            )
        }
        buffer.flush()
    }
}
