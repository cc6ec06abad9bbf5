/// How much may wait for the journal.
package enum JournalLimits {
    /// Acceptances that wait to be recorded. More are counted and dropped: at about a kilobyte each this is 16 MiB, and the
    /// half second that a slow disk may take at the busiest gateway.
    package static let waitingAcceptances = 16_384

    /// Acceptances in one transaction: a refusal, whose answer waits, waits for no more than these.
    package static let acceptancesInOneCommit = 64

    /// Acceptances that go along with any refusal: where there are no more, records are written in the order of their decisions.
    package static let acceptancesBesideRefusals = 4

    /// Messages whose end is awaited: more than a busy gateway receives at once, at about 200 octets each.
    package static let messagesUnderWay = 32_768

    /// Refusals' commits that may go by before waiting acceptances are written along, though they fill no commit.
    package static let commitsWithoutAcceptances = 16

    /// Milliseconds between attempts to open a journal that could not be opened.
    package static let reopenInterval = 1000

    /// How long a file that another program has locked is waited for: a prune by hand holds it for some ten milliseconds, and a
    /// refusal's answer must not wait for ever.
    package static let lockPatience = Duration.seconds(5)

    /// Entries that are removed in one transaction: some ten milliseconds, in which a refusal's answer waits.
    static let removedInOneStep = 1000

    /// How often names are chosen anew for one commit where another program keeps writing in between.
    static let attemptsToName = 10

    /// Milliseconds that a message takes at most from its recipients' decisions to its end.
    static let messageDuration = 86_400_000

    /// Milliseconds by which a record's name may be ahead of its time: the clock was set back by as much.
    static let nameAhead = 86_400_000

    /// Decisions that are read of each of several journals at a time: some hundred kilobytes.
    static let page = 500

    /// Milliseconds without a refusal after which a client's next one is of another session: the pause of a mail server between
    /// its attempts is longer (Postfix, minimal_backoff_time, 300 s).
    static let sessionPause = 120_000
}
