import DecisionJournal
import Dispatch
import MandateCore
import TestSupport
import Testing

/// Files that are not what the writer left: taken away, exchanged, of another program.
extension JournalWriterTests {
    @Test(arguments: [["journal.sqlite"], ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"]])
    func `a journal that is removed under the writer is made anew`(files: [String]) async throws {
        let journal = try TestJournal()
        try await journal.refused { $0.sender = "before" }
        for file in files { try journal.folder.remove(file) }
        try await eventually {
            try await journal.refused { $0.sender = "after" }
            return journal.folder.has("journal.sqlite")
        }
        try await journal.refused { $0.sender = "last" }
        #expect(try journal.decisions().map(\.sender) == ["after", "last"])
        #expect(journal.writer.health.failure == nil)
    }

    @Test func `a journal that is moved away keeps its records, and a new one takes the next`() async throws {
        let journal = try TestJournal()
        for _ in 0..<100 { try await journal.refused { $0.sender = "before" } }
        try journal.folder.move("journal.sqlite", to: "old.sqlite")
        var moved = 100
        try await eventually {
            if journal.folder.has("journal.sqlite") { return true }
            try await journal.refused { $0.sender = "after" }
            moved += 1
            return false
        }
        // The refusal that found the file gone is the first of the new journal.
        moved -= 1
        try await journal.refused { $0.sender = "last" }
        #expect(try journal.decisions().map(\.sender) == ["after", "last"])
        let old = try TestJournal(in: journal.folder, name: "old.sqlite")
        #expect(try old.decisions().count == moved)
    }

    @Test func `a journal that is exchanged for a copy goes on from the copy`() async throws {
        let first = try TestJournal()
        try await first.refused { $0.sender = "kept" }
        first.writer.close()
        try first.folder.copy("journal.sqlite", to: "copy.sqlite")
        let journal = try TestJournal(in: first.folder)
        journal.advance(seconds: 1)
        try await journal.refused { $0.sender = "gone" }
        try journal.folder.move("journal.sqlite", to: "old.sqlite")
        try journal.folder.move("copy.sqlite", to: "journal.sqlite")
        try await eventually {
            try await journal.refused { $0.sender = "after" }
            return try journal.decisions().contains { $0.sender == "after" }
        }
        let senders = try journal.decisions().map(\.sender)
        #expect(senders == ["kept", "after"])
        let old = try TestJournal(in: journal.folder, name: "old.sqlite")
        #expect(try old.decisions().prefix(2).map(\.sender) == ["kept", "gone"])
    }

    @Test func `a journal that is exchanged for another one is not damaged`() async throws {
        let journal = try TestJournal()
        for number in 0..<300 { try await journal.refused { $0.sender = "\(number)" } }
        let another = try TestJournal(in: journal.folder, name: "another.sqlite")
        for _ in 0..<100 { try await another.refused { $0.sender = String(repeating: "long", count: 200) } }
        another.writer.close()
        journal.advance(seconds: 3600)
        try journal.folder.move("another.sqlite", to: "journal.sqlite", replacing: true)
        try await eventually {
            let record = try await journal.refused { $0.sender = "after" }
            return try journal.reader().record(record.id) != nil
        }
        #expect(try OtherConnection(journal.path).run("PRAGMA integrity_check") == ["ok"])
        #expect(try journal.decisions().filter { $0.sender.hasPrefix("long") }.count == 100)
    }

    @Test func `a journal that is exchanged while somebody reads it is not mixed with the other`() async throws {
        let journal = try TestJournal()
        for _ in 0..<100 { try await journal.refused { $0.sender = "before" } }
        let another = try TestJournal(in: journal.folder, name: "another.sqlite")
        for _ in 0..<10 { try await another.refused { $0.sender = "other" } }
        another.writer.close()
        journal.advance(seconds: 60)
        let isDone = DispatchSemaphore(value: 0)
        var listed = 0
        try journal.reader().list(RecordQuery()) { _ in
            listed += 1
            guard listed == 1 else { return }
            try journal.folder.move("journal.sqlite", to: "old.sqlite")
            try journal.folder.move("another.sqlite", to: "journal.sqlite")
            journal.writer.record(journal.decision { $0.sender = "after" }) { _ in isDone.signal() }
            #expect(isDone.wait(timeout: .now() + 120) == .success)
        }
        #expect(listed == 100)
        try await eventually { try await journal.refuse(journal.decision { $0.sender = "last" }) }
        let senders = try journal.decisions().map(\.sender)
        #expect(senders.filter { $0 == "other" }.count == 10)
        #expect(!senders.contains("before"))
        let old = try TestJournal(in: journal.folder, name: "old.sqlite")
        #expect(try old.decisions().filter { $0.sender == "before" }.count == 100)
    }

    @Test func `a journal that is removed and whose log is damaged is made anew`() async throws {
        let journal = try TestJournal()
        for _ in 0..<100 { try await journal.refused { $0.sender = "before" } }
        try journal.folder.remove("journal.sqlite")
        try journal.folder.truncate("journal.sqlite-wal", to: 100)
        try await eventually { try await journal.refuse(journal.decision { $0.sender = "after" }) }
        #expect(try journal.decisions().map(\.sender) == ["after"])
    }

    @Test func `a database of another program is refused, and nothing is written into it`() async throws {
        let journal = try TestJournal()
        let other = try OtherConnection(journal.path)
        try other.run("CREATE TABLE mailbox (address TEXT); INSERT INTO mailbox VALUES ('anna@example.com')")
        let octets = try journal.folder.octets(of: "journal.sqlite")
        #expect(try await !journal.refuse(journal.decision()))
        journal.writer.close()
        #expect(try journal.folder.octets(of: "journal.sqlite") == octets)
        #expect(try other.run("SELECT name FROM sqlite_master") == ["mailbox"])
    }

    @Test(arguments: ["no database", String(repeating: "a line of a mail log\n", count: 1000)])
    func `a file that is no database is refused and stays as it is`(text: String) async throws {
        let journal = try TestJournal()
        try journal.folder.write(Array(text.utf8), to: "journal.sqlite")
        #expect(try await !journal.refuse(journal.decision()))
        let reason = try #require(try await journal.changes.next())
        #expect(reason.contains("file is not a database"))
        #expect(try journal.folder.octets(of: "journal.sqlite") == Array(text.utf8))
        #expect(try journal.folder.files == ["journal.sqlite"])
    }

    @Test func `a truncated journal is refused and stays as it is`() async throws {
        let first = try TestJournal()
        for _ in 0..<500 { try await first.refused() }
        first.writer.close()
        try first.folder.truncate("journal.sqlite", to: 10_000)
        let octets = try first.folder.octets(of: "journal.sqlite")
        let journal = try TestJournal(in: first.folder)
        journal.advance(seconds: 1)
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await #require(journal.changes.next()).contains("malformed"))
        #expect(try first.folder.octets(of: "journal.sqlite") == octets)
    }

    @Test func `a journal of a later version is refused and stays as it is`() async throws {
        let first = try TestJournal()
        try await first.refused()
        first.writer.close()
        try OtherConnection(first.path).run("INSERT INTO grdb_migrations VALUES ('chains')")
        let octets = try first.folder.octets(of: "journal.sqlite")
        let journal = try TestJournal(in: first.folder)
        journal.advance(seconds: 1)
        #expect(try await !journal.refuse(journal.decision()))
        let reason = "the journal \(first.path) was written by a later version of tlsmandate"
        #expect(try await journal.changes.next() == reason)
        journal.writer.close()
        #expect(try first.folder.octets(of: "journal.sqlite") == octets)
    }

    @Test func `an empty file becomes a journal`() async throws {
        let journal = try TestJournal()
        try journal.folder.write([], to: "journal.sqlite")
        try await journal.refused()
        #expect(try journal.decisions().count == 1)
    }
}
