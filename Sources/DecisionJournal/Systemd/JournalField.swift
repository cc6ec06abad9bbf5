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
