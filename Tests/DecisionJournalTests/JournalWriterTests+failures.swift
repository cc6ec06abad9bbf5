import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// A journal that cannot be written: refusals are told so, the reason is known, and writing recovers by itself.
extension JournalWriterTests {
    @Test func `a journal whose folder is missing is made as soon as the folder is there`() async throws {
        let folder = try ScratchFolder()
        let journal = try TestJournal(in: folder, name: "state/journal.sqlite")
        #expect(try await !journal.refuse(journal.decision { $0.sender = "early" }))
        #expect(try await #require(journal.changes.next()).contains("unable to open database file"))
        #expect(journal.writer.health.failure != nil)
        try folder.makeFolder("state")
        try await recover(journal)
        #expect(try journal.decisions().map(\.sender) == ["recovered"])
    }

    @Test func `a folder in the journal's place is reported, and left`() async throws {
        let folder = try ScratchFolder()
        try folder.makeFolder("journal.sqlite")
        let journal = try TestJournal(in: folder)
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await #require(journal.changes.next()).contains("unable to open database file"))
        #expect(try folder.files == ["journal.sqlite"])
        try folder.remove("journal.sqlite")
        try await recover(journal)
    }

    @Test func `a read-only disk is reported, and used when it can be written`() async throws {
        let disk = try SmallDisk(kilobytes: 1024)
        defer { disk.unmount() }
        try disk.setReadOnly(true)
        let journal = try TestJournal(in: disk.folder)
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await journal.changes.next() != nil)
        try disk.setReadOnly(false)
        try await recover(journal)
        journal.writer.close()
    }

    @Test func `a journal that may only be read is reported, and used when it can be written`() async throws {
        let disk = try SmallDisk(kilobytes: 1024)
        defer { disk.unmount() }
        let first = try TestJournal(in: disk.folder)
        try await first.refused { $0.sender = "first" }
        first.writer.close()
        try disk.setReadOnly(true)
        let journal = try TestJournal(in: disk.folder)
        journal.advance(seconds: 1)
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await journal.changes.next() != nil)
        try disk.setReadOnly(false)
        try await recover(journal)
        #expect(try journal.decisions().map(\.sender) == ["first", "recovered"])
        journal.writer.close()
    }

    @Test func `a full disk loses no refusal that was told as committed, and is used again when it has room`()
        async throws
    {
        let disk = try SmallDisk(kilobytes: 512)
        defer { disk.unmount() }
        let journal = try TestJournal(in: disk.folder)
        try await journal.refused { $0.sender = "0" }
        try disk.fill()
        var senders = ["0"]
        let long = String(repeating: "x", count: 1000)
        for number in 1...1000 {
            let record = journal.decision { ($0.sender, $0.reply) = ("\(number)", long) }
            guard try await journal.refuse(record) else { break }
            senders.append("\(number)")
        }
        #expect(try await #require(journal.changes.next()).contains("full"))
        #expect(journal.writer.health.failure != nil)
        #expect(try journal.decisions().map(\.sender) == senders)
        try disk.clear()
        try await recover(journal)
        #expect(try journal.decisions().map(\.sender) == senders + ["recovered"])
        journal.writer.close()
    }

    @Test func `a disk that is full at the start is reported, and used when it has room`() async throws {
        let disk = try SmallDisk(kilobytes: 512)
        defer { disk.unmount() }
        try disk.fill()
        let journal = try TestJournal(in: disk.folder)
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await journal.changes.next() != nil)
        try disk.clear()
        try await recover(journal)
        journal.writer.close()
    }

    @Test func `a journal that another program keeps locked is reported, and used when it is free`() async throws {
        let journal = try TestJournal(patience: .seconds(1))
        try await journal.refused { $0.sender = "first" }
        let other = try OtherConnection(journal.path)
        try other.lock()
        #expect(try await !journal.refuse(journal.decision()))
        #expect(try await #require(journal.changes.next()).contains("locked"))
        try other.unlock()
        try await recover(journal)
        #expect(try journal.decisions().map(\.sender) == ["first", "recovered"])
    }

    @Test func `a statement that fails writes nothing of its commit and harms none after it`() async throws {
        let journal = try TestJournal()
        try await journal.refused { $0.sender = "first" }
        let other = try OtherConnection(journal.path)
        try other.run(
            """
            CREATE TRIGGER fault BEFORE INSERT ON decision WHEN NEW.sender = 'bad'
            BEGIN SELECT RAISE(ABORT, 'this one is not taken'); END
            """
        )
        let told = Received<Bool>()
        try await journal.inOneMoment {
            for sender in ["good", "bad"] {
                journal.writer.record(journal.decision { $0.sender = sender }) { told.append($0) }
            }
        }
        #expect(try await told.next() == told.next())
        #expect(told.all == [false, false])
        try await journal.refused { $0.sender = "last" }
        #expect(try journal.decisions().map(\.sender).filter { $0 != "anna@partner.example" } == ["first", "last"])
    }

    @Test func `a beginning failure and a recovery are told once each, with the reason`() async throws {
        let folder = try ScratchFolder()
        let journal = try TestJournal(in: folder, name: "state/journal.sqlite")
        for _ in 0..<20 { #expect(try await !journal.refuse(journal.decision())) }
        #expect(journal.changes.all.count == 1)
        try folder.makeFolder("state")
        try await recover(journal)
        for _ in 0..<20 { try await journal.refused() }
        journal.writer.close()
        #expect(journal.changes.all.map { $0 == nil } == [false, true])
        #expect(journal.writer.health.failure == nil)
    }

    @Test func `the reason of a failure stays known as long as it lasts`() async throws {
        let journal = try TestJournal(name: "state/journal.sqlite")
        for _ in 0..<20 { #expect(try await !journal.refuse(journal.decision())) }
        journal.writer.close()
        #expect(try #require(journal.writer.health.failure).contains("unable to open database file"))
    }

    @Test func `what was not recorded is told for its log line, too`() async throws {
        let journal = try TestJournal(name: "state/journal.sqlite")
        let refused = journal.decision()
        #expect(try await !journal.refuse(refused))
        let commit = try await journal.commits.next()
        #expect(try commit.records.map { try $0.json } == [refused.json])
        #expect(!commit.areRecorded)
    }

    @Test func `acceptances that a fault swallowed are counted, and a gap record follows`() async throws {
        let folder = try ScratchFolder()
        let journal = try TestJournal(in: folder, name: "state/journal.sqlite")
        for _ in 0..<100 { journal.writer.record(journal.decision(.accept)) }
        try await eventually { journal.writer.health.lost == 100 }
        try folder.makeFolder("state")
        try await recover(journal)
        #expect(try journal.gaps() == [100])
        #expect(journal.writer.health.lost == 100)
    }

    @Test func `a stop records the gap that no decision came after`() async throws {
        let journal = try TestJournal()
        try await journal.refused()
        let other = try OtherConnection(journal.path)
        try other.run("CREATE TRIGGER fault BEFORE INSERT ON decision BEGIN SELECT RAISE(ABORT, 'fault'); END")
        for _ in 0..<10 { journal.writer.record(journal.decision(.accept)) }
        try await eventually { journal.writer.health.lost == 10 }
        try other.run("DROP TRIGGER fault")
        journal.writer.close()
        #expect(try journal.gaps() == [10])
    }

    /// Records refusals until one is committed again, and expects the recovery to be told.
    func recover(_ journal: TestJournal) async throws {
        try await eventually { try await journal.refuse(journal.decision { $0.sender = "recovered" }) }
        try await eventually { journal.writer.health.failure == nil }
        try await eventually { journal.changes.all.last == .some(nil) }
    }
}
