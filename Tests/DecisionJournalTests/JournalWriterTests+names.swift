import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// Records are named in the order in which they are written, whatever clocks and other programs do.
extension JournalWriterTests {
    @Test func `on a gateway that is not busy records are in the order of their decisions`() async throws {
        let journal = try TestJournal()
        for _ in 0..<50 {
            journal.writer.record(journal.decision(.accept))
            journal.advance(seconds: 1)
            #expect(try await journal.refuse(journal.decision(.reject)))
            journal.advance(seconds: 1)
        }
        let times = try journal.decisions().map(\.time)
        #expect(times.count == 100)
        #expect(times == times.sorted())
    }

    @Test func `names go on over restarts and a clock that was set back`() async throws {
        let first = try TestJournal()
        first.advance(seconds: 3600)
        for _ in 0..<3 { try await first.refused { $0.sender = "first" } }
        first.writer.close()
        let second = try TestJournal(in: first.folder)
        for _ in 0..<3 { try await second.refused { $0.sender = "second" } }
        second.advance(seconds: -60)
        try await second.refused { $0.sender = "last" }
        let records = try second.decisions()
        #expect(records.map(\.sender) == ["first", "first", "first", "second", "second", "second", "last"])
        #expect(Set(records.map(\.id)).count == 7)
        #expect(try second.reader().verify().broken == nil)
        #expect(second.writer.health.failure == nil)
    }

    @Test func `what was recorded while the clock was set back is found by its time`() async throws {
        let journal = try TestJournal()
        journal.advance(seconds: 7200)
        try await journal.refused { $0.sender = "ahead" }
        journal.advance(seconds: -7200)
        try await journal.refused { $0.sender = "back" }
        let until = RecordQuery { $0.until = Timestamp(milliseconds: TestJournal.start.milliseconds + 1000) }
        #expect(try journal.decisions(until).map(\.sender) == ["back"])
    }

    @Test func `two writers of one file take turns, and the chain is whole`() async throws {
        let first = try TestJournal()
        let second = try TestJournal(in: first.folder)
        for _ in 0..<20 {
            try await first.refused { $0.sender = "first" }
            try await second.refused { $0.sender = "second" }
            try await second.refused { $0.sender = "second" }
        }
        #expect(try first.decisions().count == 60)
        let verification = try first.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.entries == 60)
        #expect(first.changes.all.isEmpty && second.changes.all.isEmpty)
    }

    @Test func `each of two journals has a record once, under one name, though one of them holds newer names`()
        async throws
    {
        let ahead = try TestJournal(name: "second.sqlite")
        ahead.advance(seconds: 3600)
        try await ahead.refused { $0.sender = "ahead" }
        let journal = try TestJournal(in: ahead.folder, second: "second.sqlite")
        let record = try await journal.refused { $0.sender = "once" }
        #expect(try journal.decisions().map(\.id) == [record.id])
        #expect(try ahead.decisions().map(\.sender) == ["ahead", "once"])
        #expect(try ahead.decisions().last?.id == record.id)
    }

    @Test func `each of two journals has a record once, though another program writes in between`() async throws {
        let journal = try TestJournal(second: "second.sqlite")
        let other = try TestJournal(in: journal.folder, name: "second.sqlite")
        for _ in 0..<20 {
            try await journal.refused { $0.sender = "both" }
            try await other.refused { $0.sender = "other" }
        }
        #expect(try journal.decisions().map(\.sender) == [String](repeating: "both", count: 20))
        #expect(try other.decisions().filter { $0.sender == "both" }.map(\.id) == journal.decisions().map(\.id))
        #expect(try other.decisions().count == 40)
        for reader in [try journal.reader(), try other.reader()] { #expect(try reader.verify().broken == nil) }
        #expect(journal.changes.all.isEmpty)
    }

    @Test func `while one of two journals cannot be written, the other gets nothing, and afterwards both the same`()
        async throws
    {
        let journal = try TestJournal(second: "state/journal.sqlite")
        for _ in 0..<3 { #expect(try await !journal.refuse(journal.decision())) }
        try journal.folder.makeFolder("state")
        try await recover(journal)
        #expect(try journal.decisions().map(\.sender) == ["recovered"])
        let second = try SQLiteJournal(path: journal.folder["state/journal.sqlite"])
        #expect(try second.lines() == journal.reader().lines())
    }

    @Test func `a prune by hand does not keep the service from recording`() async throws {
        let journal = try TestJournal()
        let told = Received<Bool>()
        try await journal.inOneMoment {
            for _ in 0..<20_000 { journal.writer.record(journal.decision()) { told.append($0) } }
        }
        for _ in 0..<20_000 { try await told.next() }
        let byHand = try TestJournal(in: journal.folder)
        for clock in [journal, byHand] { clock.advance(seconds: 60) }
        let before = Timestamp(milliseconds: TestJournal.start.milliseconds + 30_000)
        let pruning = Task.detached {
            // As `audit prune` leaves the service its turn.
            while try byHand.writer.prune(before: before) > 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
        var recorded = 0
        for _ in 0..<200 { if try await journal.refuse(journal.decision()) { recorded += 1 } }
        try await pruning.value
        #expect(recorded == 200)
        #expect(try journal.decisions().count == 200)
        let verification = try journal.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.pruned == 20_001)
    }

    @Test func `the head of the chain is told on each day's first commit and at the end`() async throws {
        let journal = try TestJournal()
        for _ in 0..<3 { try await journal.refused() }
        #expect(journal.heads.all.map(\.sequence) == [1])
        journal.advance(seconds: 86_400)
        for _ in 0..<3 { try await journal.refused() }
        journal.writer.close()
        #expect(journal.heads.all.map(\.sequence) == [1, 4, 6])
        #expect(try journal.reader().verify().head == journal.heads.all.last)
    }
}
