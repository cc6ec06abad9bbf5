import Foundation
import MailServerLog
import MandateCore
import Testing

@Suite struct LogFilesTests {
    /// A folder of its own, with a log of three files; each line's text tells its file.
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tm-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write("Nov 19 06:00:00 mx sendmail[1]: oldest\n", "mail.log.2", at: "2026-11-19", in: folder)
        try gzip("mail.log.2", in: folder)
        try write("Nov 20 06:00:00 mx sendmail[1]: older\n", "mail.log.1", at: "2026-11-20", in: folder)
        try write("Nov 21 06:00:00 mx sendmail[1]: newest\nNov 21 06:0", "mail.log", at: "2026-11-21", in: folder)
        try write("Nov 21 06:00:00 mx sendmail[1]: foreign\n", "mail.log.old", at: "2026-11-21", in: folder)
        return folder
    }

    private func write(_ text: String, _ name: String, at day: String, in folder: URL) throws {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        let date = Date(timeIntervalSince1970: Double(Cases.moment(day, hour: 7).milliseconds) / 1000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: url.path)
    }

    private func gzip(_ name: String, in folder: URL) throws {
        let process = try Process.run(
            URL(fileURLWithPath: "/bin/gzip"),
            arguments: [folder.appending(path: name).path]
        )
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private func texts(_ folder: URL, since day: String) throws -> [String] {
        var texts: [String] = []
        try MailLogSource.file(folder.appending(path: "mail.log").path)
            .read(since: Cases.moment(day, hour: 0), now: Cases.now) { texts.append($0.text) }
        return texts
    }

    @Test func `rotated and compressed files are read from the oldest on, as far back as is asked for`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try texts(folder, since: "2026-11-01") == ["oldest", "older", "newest"])
        #expect(try texts(folder, since: "2026-11-20") == ["older", "newest"])
        #expect(try texts(folder, since: "2026-11-21") == ["newest"])
    }

    @Test func `what cannot be read is an error, not an empty log`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "mail.log.2.gz")
        let whole = try Data(contentsOf: file)
        try whole.dropLast(12).write(to: file)
        #expect(throws: MailLogError.self) { try texts(folder, since: "2026-11-01") }
        try FileManager.default.removeItem(at: folder.appending(path: "mail.log"))
        #expect(throws: MailLogError.missing(path: folder.appending(path: "mail.log").path)) {
            try texts(folder, since: "2026-11-01")
        }
        #expect(throws: MailLogError.self) {
            try MailLogSource.journalFolder(folder.path).read(since: Cases.now, now: Cases.now) { _ in }
        }
    }
}
