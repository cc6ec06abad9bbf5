/// What journald is trusted with, and what it takes.
enum SystemdLimits {
    /// Values of a list that are fields of their own: journald takes no entry of more than 1024 fields
    /// (ENTRY_FIELD_COUNT_MAX of its journal-importer.h), its own among them.
    static let repeatedValues = 256

    /// Octets of an entry. journald drops one of more than 32 MiB that does not come from root (ENTRY_SIZE_UNPRIV_MAX there), and
    /// tells nobody.
    static let entry = 24 << 20

    /// Octets of a register's text in one entry: far below the smallest journal file, which is 512 KiB.
    static let textPart = 256 << 10

    /// Octets of all texts of a register. Those of a larger one are not kept in journald.
    static let registerTexts = 16 << 20

    /// How long one batch waits for a journald that does not empty its socket, and while it goes on not to.
    static let patience = Duration.seconds(2)
    static let patienceWithStalled = Duration.milliseconds(100)

    /// Milliseconds that journald's time of an entry may differ from the record's own: between the two lies the wait for the
    /// journal, and what the clock is set by. Where it was set back by more, entries of those moments may be passed over by a
    /// query for a time.
    static let slack = 60_000

    /// Completions of a queue id that are asked for by name: a queue id comes again after months at most.
    static let namedRecords = 1000

    /// Octets of a value in the line that people read.
    static let messageValue = 256
}
