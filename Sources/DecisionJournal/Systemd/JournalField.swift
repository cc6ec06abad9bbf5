internal import MandateCore

/// The fields of our entries in systemd's journal, beside those that every entry has (systemd.journal-fields(7)).
///
/// Each key of a record is a field, where it is not null: ``field(of:)``. A list is a repeated field, which journalctl finds by
/// each of its values; journald keeps such values once each and in no order, so that a list of several is also there as JSON.
enum JournalField {
    static let identifier = "SYSLOG_IDENTIFIER"
    static let message = "MESSAGE"
    static let messageID = "MESSAGE_ID"
    static let priority = "PRIORITY"

    // What journald adds by itself, and takes from nobody.
    static let user = "_UID"
    static let unit = "_SYSTEMD_UNIT"
    static let machine = "_MACHINE_ID"

    /// Before each field of our own.
    static let prefix = "TLSMANDATE_"
    /// What an entry is: ``EntryKind``.
    static let entry = "TLSMANDATE_ENTRY"
    static let id = "TLSMANDATE_ID"
    static let time = "TLSMANDATE_TIME"
    static let host = "TLSMANDATE_HOST"
    static let queueID = "TLSMANDATE_QUEUE_ID"
    static let register = "TLSMANDATE_REGISTER"
    /// Of a gap: how many acceptances were not recorded.
    static let lost = "TLSMANDATE_LOST"
    /// Of a completion: the record that is completed.
    static let record = "TLSMANDATE_RECORD"
    /// Of a register: its texts, as JSON.
    static let texts = "TLSMANDATE_TEXTS"
    /// Of a register's text: its digest, a piece of it, and which piece.
    static let textDigest = "TLSMANDATE_TEXT_DIGEST"
    static let text = "TLSMANDATE_TEXT"
    static let textPart = "TLSMANDATE_TEXT_PART"

    /// The field of a record's key: the key in upper case.
    static func field(of key: String) -> String { prefix + key.uppercased() }

    /// The field that holds a list as JSON.
    static func list(of key: String) -> String { field(of: key) + "_JSON" }
}

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
