import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// What cannot wait any longer is counted, and a gap record says how many.
extension JournalWriterTests {
    @Test func `acceptances that find no room are counted, and a gap record says how many`() async throws {
        let journal = try TestJournal()
        let offered = JournalLimits.waitingAcceptances + 1000
        let told = Received<Bool>()
        var lost = 0
        try await journal.inOneMoment {
            for _ in 0..<offered { journal.writer.record(journal.decision(.accept)) }
            journal.writer.record(journal.decision()) { told.append($0) }
            lost = journal.writer.health.lost
            journal.advance(seconds: 60)
        }
        #expect(lost == 1000)
        #expect(try await told.next())
        journal.writer.close()
        #expect(try journal.gaps() == [lost])
        #expect(try journal.decisions().filter { $0.action == .accept }.count == offered - lost)
        #expect(try journal.decisions().filter { $0.action == .reject }.count == 2)
        #expect(journal.writer.health.lost == lost)
        #expect(journal.writer.health.recorded == offered - lost + 2)
    }

    @Test func `a gap record says when and where acceptances were lost`() async throws {
        let journal = try TestJournal()
        try await overload(journal, acceptances: 7)
        let gaps = try journal.entries().compactMap { entry in
            if case .gap(let id, let time, let host, let lost) = entry { (id, time, host, lost) } else { nil }
        }
        let (id, time, host, lost) = try #require(gaps.first)
        #expect(gaps.count == 1)
        #expect(lost == 7)
        #expect(host == "gateway")
        #expect(time == TestJournal.start)
        #expect(try journal.decisions().allSatisfy { $0.id != id })
    }

    @Test func `each overload has a gap record of its own`() async throws {
        let journal = try TestJournal()
        for acceptances in [3, 5] { try await overload(journal, acceptances: acceptances) }
        #expect(try journal.gaps() == [3, 5])
        #expect(journal.writer.health.lost == 8)
    }

    @Test func `refusals are never dropped, however many acceptances wait`() async throws {
        let journal = try TestJournal()
        let told = Received<Bool>()
        try await journal.inOneMoment {
            for _ in 0..<(JournalLimits.waitingAcceptances + 10) { journal.writer.record(journal.decision(.accept)) }
            for _ in 0..<100 { journal.writer.record(journal.decision()) { told.append($0) } }
        }
        for _ in 0..<100 { #expect(try await told.next()) }
        #expect(try journal.decisions().filter { $0.action == .reject }.count == 101)
    }

    @Test func `the end of a message that finds no room is not counted as a lost acceptance`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance) = ("a", "one") }
        try await overload(journal, acceptances: 4) { journal.writer.complete(instance: "one", queueID: "Q1") }
        #expect(try journal.gaps() == [4])
    }

    /// Offers the writer so many acceptances more than can wait, and waits until all is written.
    private func overload(_ journal: TestJournal, acceptances: Int, then: () -> Void = {}) async throws {
        let recorded = journal.writer.health.recorded
        try await journal.inOneMoment {
            for _ in 0..<(JournalLimits.waitingAcceptances + acceptances) {
                journal.writer.record(journal.decision(.accept))
            }
            then()
        }
        // A refusal is never dropped, and its commit takes the gap along.
        try await journal.refused()
        let written = recorded + JournalLimits.waitingAcceptances + 2
        try await eventually { journal.writer.health.recorded == written }
    }
}
