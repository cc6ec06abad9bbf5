internal import CSystemd
internal import Foundation

/// An open journal of systemd, with a place in it (sd_journal_open(3)). It belongs to one thread.
struct JournalHandle: ~Copyable {
    private let journal: OpaquePointer
    private let url: String

    /// - Parameters:
    ///   - files: Journal files; nil: those of this host.
    ///   - url: As messages name the journal.
    init(files: [String]?, url: String) throws(JournalError) {
        var opened: OpaquePointer?
        let status = Self.open(files, &opened)
        guard status >= 0, let opened else { throw Self.failure(status, url) }
        journal = opened
        self.url = url
        // Values are wanted whole; by default they end after 64 KiB.
        sd_journal_set_data_threshold(journal, 0)
    }

    deinit { sd_journal_close(journal) }

    private static func open(_ files: [String]?, _ opened: inout OpaquePointer?) -> Int32 {
        guard let files else { return sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY)) }
        let paths = files.map { strdup($0) }
        defer { for path in paths { free(path) } }
        var list = paths.map { UnsafePointer($0) } + [nil]
        return sd_journal_open_files(&opened, &list, 0)
    }

    private static func failure(_ status: Int32, _ url: String) -> JournalError {
        .unreadable(path: url, reason: String(cString: strerror(-status)))
    }

    private func check(_ status: Int32) throws(JournalError) -> Int32 {
        if status < 0 { throw Self.failure(status, url) }
        return status
    }

    /// Whether there is a file in it.
    var hasFiles: Bool { sd_journal_has_runtime_files(journal) > 0 || sd_journal_has_persistent_files(journal) > 0 }

    /// The values that a field has anywhere in the journal.
    func values(of field: String) throws(JournalError) -> Set<String> {
        _ = try check(sd_journal_query_unique(journal, field))
        var values: Set<String> = []
        var (data, count): (UnsafeRawPointer?, Int) = (nil, 0)
        while try check(sd_journal_enumerate_available_unique(journal, &data, &count)) > 0 {
            values.insert(Self.value(UnsafeRawBufferPointer(start: data, count: count)))
        }
        return values
    }

    /// From now on only entries that match are there.
    func select(_ matches: EntryMatches) throws(JournalError) {
        sd_journal_flush_matches(journal)
        for term in matches.terms {
            for (index, alternative) in term.enumerated() {
                if index > 0 { _ = try check(sd_journal_add_disjunction(journal)) }
                for match in alternative {
                    var text = match
                    let status = text.withUTF8 { sd_journal_add_match(journal, $0.baseAddress, $0.count) }
                    _ = try check(status)
                }
            }
            _ = try check(sd_journal_add_conjunction(journal))
        }
    }

    func seek(_ place: JournalPlace) throws(JournalError) {
        let status =
            switch place {
            case .head: sd_journal_seek_head(journal)
            case .tail: sd_journal_seek_tail(journal)
            case .moment(let milliseconds):
                sd_journal_seek_realtime_usec(journal, UInt64(clamping: milliseconds) * 1000)
            case .cursor(let cursor): sd_journal_seek_cursor(journal, cursor)
            }
        _ = try check(status)
    }

    /// Goes to the next entry; false where there is none.
    func next() throws(JournalError) -> Bool { try check(sd_journal_next(journal)) > 0 }

    /// Goes to the entry before; false where there is none.
    func previous() throws(JournalError) -> Bool { try check(sd_journal_previous(journal)) > 0 }

    /// The time that journald gave the entry, in milliseconds.
    func milliseconds() throws(JournalError) -> Int {
        var microseconds: UInt64 = 0
        _ = try check(sd_journal_get_realtime_usec(journal, &microseconds))
        return Int(clamping: microseconds / 1000)
    }

    /// Where the entry is.
    func place() throws(JournalError) -> JournalPlace {
        var cursor: UnsafeMutablePointer<CChar>?
        _ = try check(sd_journal_get_cursor(journal, &cursor))
        defer { free(cursor) }
        return .cursor(cursor.map { String(cString: $0) } ?? "")
    }

    /// The entry's fields that are our own.
    func fields() throws(JournalError) -> EntryFields {
        var fields = EntryFields()
        sd_journal_restart_data(journal)
        var (data, count): (UnsafeRawPointer?, Int) = (nil, 0)
        while try check(sd_journal_enumerate_data(journal, &data, &count)) > 0 {
            fields.add(UnsafeRawBufferPointer(start: data, count: count))
        }
        return fields
    }

    /// One field of the entry; nil where it does not have it.
    func octets(of field: String) throws(JournalError) -> [UInt8]? {
        var (data, count): (UnsafeRawPointer?, Int) = (nil, 0)
        let status = sd_journal_get_data(journal, field, &data, &count)
        if status == -ENOENT { return nil }
        _ = try check(status)
        return Array(UnsafeRawBufferPointer(start: data, count: count).dropFirst(field.utf8.count + 1))
    }

    private static func value(_ data: UnsafeRawBufferPointer) -> String {
        String(decoding: data.drop { $0 != UInt8(ascii: "=") }.dropFirst(), as: UTF8.self)
    }
}

/// A place in a journal.
enum JournalPlace {
    case head, tail
    /// The first entry that journald took at this moment or later, in milliseconds since 1970.
    case moment(Int)
    /// An entry's.
    case cursor(String)
}
