/// How much may wait for the journal.
package enum JournalLimits {
    /// Acceptances that wait to be recorded. More are counted and dropped: at about a kilobyte each this is 16 MiB, and the
    /// half second that a slow disk may take at the busiest gateway.
    package static let waitingAcceptances = 16_384

    /// Acceptances in one transaction: a refusal, whose answer waits, waits for no more than these.
    package static let acceptancesInOneCommit = 64

    /// Messages whose end is awaited: more than a busy gateway receives at once, at about 200 octets each.
    package static let messagesUnderWay = 32_768

    /// Refusals' commits that may go by before waiting acceptances are written along, though they fill no commit.
    package static let commitsWithoutAcceptances = 16

    /// Milliseconds between attempts to open a journal that could not be opened.
    package static let reopenInterval = 1000
}
