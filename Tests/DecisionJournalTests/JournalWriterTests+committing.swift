import DecisionJournal
import Foundation
import MailLab
import MandateCore
import Synchronization
import TestSupport
import Testing

/// When a refusal may be answered, and what waits for what.
extension JournalWriterTests {
    @Test func `a refusal is told as committed when another connection can read it`() async throws {
        let journal = try TestJournal()
        let record = journal.decision()
        let found = Received<String?>()
        journal.writer.record(record) { _ in found.append(try? journal.decisions().last?.content) }
        #expect(try await found.next() == record.content)
    }

    @Test func `a refusal that was told as committed outlives kill -9`() async throws {
        let folder = try ScratchFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let journal = try TestJournal(in: ScratchFolder(existing: path))
            try await journal.refused { $0.sender = "first" }
            journal.writer.record(journal.decision { $0.sender = "second" }) { _ in kill(getpid(), SIGKILL) }
            try await Task.sleep(for: Deadline.patience)
        }
        let journal = try TestJournal(in: folder)
        #expect(try journal.decisions().map(\.sender) == ["first", "second"])
        journal.advance(seconds: 1)
        try await journal.refused { $0.sender = "third" }
        #expect(try journal.decisions().map(\.sender) == ["first", "second", "third"])
    }

    @Test func `a refusal is not told as committed while another program keeps the database locked`() async throws {
        let journal = try TestJournal()
        try await journal.refused()
        let other = try OtherConnection(journal.path)
        try other.lock()
        let isFree = Mutex(false)
        let told = Received<[Bool]>()
        journal.writer.record(journal.decision()) { isCommitted in
            told.append([isFree.withLock { $0 }, isCommitted])
        }
        #expect(try journal.decisions().count == 1)
        isFree.withLock { $0 = true }
        try other.unlock()
        #expect(try await told.next() == [true, true])
    }

    @Test func `refusals of one moment are written in one commit, and each is told once`() async throws {
        let journal = try TestJournal()
        let told = Received<Bool>()
        try await journal.inOneMoment {
            for _ in 0..<500 { journal.writer.record(journal.decision()) { told.append($0) } }
        }
        for _ in 0..<500 { try await told.next() }
        journal.writer.close()
        #expect(journal.commits.all.map(\.records.count) == [1, 500])
        #expect(told.all == Array(repeating: true, count: 500))
        #expect(try journal.decisions().count == 501)
    }

    @Test func `an acceptance is not waited for, and is written behind`() async throws {
        let journal = try TestJournal()
        try await journal.refused()
        let other = try OtherConnection(journal.path)
        try other.lock()
        journal.writer.record(journal.decision(.accept))
        #expect(try journal.decisions().count == 1)
        try other.unlock()
        try await eventually { try journal.decisions().count == 2 }
        try await eventually { journal.writer.health.recorded == 2 }
    }

    @Test func `a refusal does not wait for the acceptances before it`() async throws {
        let journal = try TestJournal()
        let told = Received<Int>()
        try await journal.inOneMoment {
            for _ in 0..<10_000 { journal.writer.record(journal.decision(.accept)) }
            journal.writer.record(journal.decision()) { _ in
                told.append((try? journal.decisions().filter { $0.action == .accept }.count) ?? .max)
            }
        }
        #expect(try await told.next() <= JournalLimits.acceptancesInOneCommit)
        journal.writer.close()
        #expect(try journal.decisions().count == 10_002)
    }

    @Test func `refusals without end do not keep acceptances from being written`() async throws {
        let journal = try TestJournal()
        let accepted = RecordQuery { $0.filters = [(.action, ["accept"])] }
        let isWritten = Received<Bool>()
        let refusals = Mutex(0)
        /// Each refusal that is told brings the next one about, as a mail server does that tries again at once.
        @Sendable func refuse() {
            journal.writer.record(journal.decision()) { _ in
                let count = refusals.withLock { count in
                    count += 1
                    return count
                }
                if count < 2000 { return refuse() }
                isWritten.append((try? journal.decisions(accepted).count) == 1)
            }
        }
        try await journal.inOneMoment {
            refuse()
            journal.writer.record(journal.decision(.accept))
        }
        #expect(try await isWritten.next())
    }

    @Test func `records of many threads are all written, each once`() async throws {
        let journal = try TestJournal()
        let told = Received<Bool>()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<200 {
                        journal.writer.record(journal.decision(.accept))
                        journal.writer.record(journal.decision()) { told.append($0) }
                    }
                }
            }
        }
        for _ in 0..<1600 { #expect(try await told.next()) }
        journal.writer.close()
        #expect(try journal.decisions().count == 3200)
        #expect(Set(try journal.decisions().map(\.id)).count == 3200)
        #expect(journal.writer.health.recorded == 3200)
        #expect(journal.writer.health.lost == 0)
    }

    @Test func `closing writes all that waits`() async throws {
        let journal = try TestJournal()
        let told = Received<Bool>()
        for _ in 0..<1000 { journal.writer.record(journal.decision(.accept)) }
        journal.writer.record(journal.decision()) { told.append($0) }
        journal.writer.close()
        #expect(told.all == [true])
        #expect(try journal.decisions().count == 1001)
    }

    @Test func `what became of each record is told for its log line`() async throws {
        let journal = try TestJournal()
        let refused = try await journal.refused()
        let accepted = try await journal.accepted()
        journal.writer.close()
        #expect(journal.commits.all.flatMap(\.records).map(\.id) == [refused.id, accepted.id])
        #expect(journal.commits.all.allSatisfy { $0.areRecorded })
    }
}
