package import MandateCore

/// A line that a mail server has logged.
package struct LogLine: Equatable, Sendable {
    package var time: Timestamp
    /// The host as the log names it.
    package var host: String
    /// As the log names it: `postfix/smtp`, `postfix-out/relay/smtp`, `sm-mta`.
    package var programName: String
    package var program: MailProgram
    /// The process id; 0 where the line has none.
    package var process: Int
    package var text: String

    package init(
        time: Timestamp,
        host: String,
        programName: String,
        program: MailProgram,
        process: Int,
        text: String
    ) {
        self.time = time
        self.host = host
        self.programName = programName
        self.program = program
        self.process = process
        self.text = text
    }

    /// The line as an example for a reader, with its moment in UTC.
    package var example: String {
        Substring("\(time.text) \(host) \(programName)[\(process)]: \(text)").clipped(to: LogLimits.exampleLength)
    }
}
