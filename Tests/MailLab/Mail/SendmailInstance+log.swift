extension SendmailInstance: LoggingServer {
    package func noLogLine(_ text: String, log: String) -> any Error { Failure.noLogLine(text, log: log) }
}
