internal import CSystemd
internal import Foundation
internal import Glibc
internal import MandateCore

/// The mail server's lines in systemd's journal, read by sd-journal(3): what was logged to syslog's facility mail.
///
/// The journal's entries come in the order of time, those of several machines in one folder together.
struct JournaldLog: ~Copyable {
    /// LOG_MAIL of syslog(3), in the field SYSLOG_FACILITY (systemd.journal-fields(7)).
    private static let match = "SYSLOG_FACILITY=2"

    private let path: String
    private let journal: OpaquePointer

    /// - Parameter folder: A folder of journal files; nil for the journal of this machine.
    /// - Throws: ``MailLogError/noJournal(path:reason:)``, also where there is no file that may be read: sd_journal_open(3) takes
    ///   such a journal for an empty one.
    init(folder: String?) throws(MailLogError) {
        let path = folder ?? "systemd's journal"
        let folders = folder.map { [$0] } ?? ["/run/log/journal", "/var/log/journal"]
        guard folders.contains(where: Self.hasReadableFile) else {
            throw .noJournal(
                path: path,
                reason: "no journal file may be read in \(folders.joined(separator: ", ")) "
                    + "(the group systemd-journal may)"
            )
        }
        var opened: OpaquePointer?
        let result: Int32 =
            if let folder { sd_journal_open_directory(&opened, folder, 0) } else {
                sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY))
            }
        guard result >= 0, let opened else {
            throw .noJournal(path: path, reason: String(cString: strerror(-result)))
        }
        self.path = path
        journal = opened
    }

    deinit { sd_journal_close(journal) }

    /// Whether a folder, or one below it as journald makes for each machine, has a journal that may be read whole: the
    /// system's own, not only the user's.
    private static func hasReadableFile(_ folder: String) -> Bool {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        let journals = names.filter { $0.hasSuffix(".journal") || $0.hasSuffix(".journal~") }
        let isOwn = journals.contains { $0.hasSuffix("system.journal") }
        return journals.contains { name in
            (!isOwn || name.hasSuffix("system.journal")) && access(folder + "/" + name, R_OK) == 0
        }
    }

    /// Hands on the lines that may tell something, from a moment on.
    ///
    /// - Throws: ``MailLogError``, or what `body` throws.
    func read(since: Timestamp, _ body: (LogLine) throws -> Void) throws {
        try check(sd_journal_set_data_threshold(journal, LogLimits.lineLength))
        try check(sd_journal_add_match(journal, Self.match, 0))
        try check(sd_journal_seek_realtime_usec(journal, UInt64(max(0, since.milliseconds)) * 1000))
        while case let result = sd_journal_next(journal), result != 0 {
            try check(result)
            var time: UInt64 = 0
            try check(sd_journal_get_realtime_usec(journal, &time))
            let moment = Timestamp(milliseconds: Int(clamping: time / 1000))
            if moment >= since, let line = line(at: moment) { try body(line) }
        }
    }

    /// The entry as a line; nil where it tells nothing.
    private func line(at time: Timestamp) -> LogLine? {
        guard let name = field("SYSLOG_IDENTIFIER"), let program = MailProgram(name.utf8.span) else { return nil }
        guard let text = field("MESSAGE"), program.mayTell(text.utf8.span) else { return nil }
        // syslog(3) sends the process that logs; _PID is what the kernel says, the same unless somebody else wrote for it.
        let process = (field("SYSLOG_PID") ?? field("_PID")).flatMap { Int($0) } ?? 0
        return LogLine(
            time: time,
            host: field("_HOSTNAME") ?? "",
            programName: name,
            program: program,
            process: process,
            text: text
        )
    }

    /// A field of the present entry; what is no UTF-8 in it becomes U+FFFD.
    private func field(_ name: String) -> String? {
        var data: UnsafeRawPointer?
        var length = 0
        guard sd_journal_get_data(journal, name, &data, &length) >= 0, let data, length > name.utf8.count else {
            return nil
        }
        let value = UnsafeRawBufferPointer(start: data, count: length).dropFirst(name.utf8.count + 1)
        return String(decoding: value, as: UTF8.self)
    }

    private func check(_ result: Int32) throws(MailLogError) {
        if result < 0 { throw .damaged(path: path, reason: String(cString: strerror(-result))) }
    }
}
