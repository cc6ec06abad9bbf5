/// How much of a mail log is kept in memory: nothing here grows with the length of the log.
package enum LogLimits {
    /// Octets of a line that are read; the rest of a longer one is passed over. Postfix cuts its own lines at 2,000 (postlogd
    /// and msg_syslog), syslogd at 8,192 (RFC 5424, section 6.1, asks for 2,048).
    package static let lineLength = 16_384

    /// Octets that are read from a file at once.
    package static let chunkSize = 262_144

    /// Processes whose last TLS session is remembered, to join it with the delivery that follows. `default_process_limit` of
    /// Postfix is 100.
    package static let processes = 10_000

    /// Recipients that are remembered as waiting. Above that the numbers of waiting messages are too low, and said to be.
    package static let waitingRecipients = 200_000

    /// Incidents of clients that no agreement names, and so many of domains: anyone can make more of them. Above that others are
    /// passed over, which is said.
    package static let incidents = 10_000

    /// Recipients of one delivery that are taken from its line.
    package static let recipients = 1_000

    /// Milliseconds at most between a held message's arrival, as the queue lists it, and the decision that held it: a message takes
    /// a day at most to its end, when the milter decides. Postfix's short queue ids come again.
    package static let heldDistance = 86_400_000

    /// Characters of a line that are shown as an example.
    package static let exampleLength = 500
}
