import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// The end of a message gives its records their queue id.
extension JournalWriterTests {
    @Test func `the end of a message completes all its records and no others`() async throws {
        let journal = try TestJournal()
        for (sender, instance) in [("a", "one"), ("b", "two"), ("c", "one"), ("d", nil), ("e", "one")] {
            try await journal.refused { ($0.sender, $0.instance) = (sender, instance) }
        }
        try await journal.accepted { ($0.sender, $0.instance) = ("f", "one") }
        journal.writer.complete(instance: "one", queueID: "4ZfXyT0Bqdz9rxN")
        try await journal.settle()
        #expect(
            try queueIDs(journal) == [
                "a": "4ZfXyT0Bqdz9rxN", "c": "4ZfXyT0Bqdz9rxN", "e": "4ZfXyT0Bqdz9rxN", "f": "4ZfXyT0Bqdz9rxN",
            ]
        )
    }

    @Test func `a message may end before the commit of its records`() async throws {
        let journal = try TestJournal()
        try await journal.inOneMoment {
            journal.writer.record(journal.decision(.accept) { ($0.sender, $0.instance) = ("a", "one") })
            journal.writer.record(journal.decision(.accept) { ($0.sender, $0.instance) = ("b", "two") })
            journal.writer.record(journal.decision(.accept) { ($0.sender, $0.instance) = ("c", "one") })
            journal.writer.complete(instance: "one", queueID: "Q1")
            journal.writer.record(journal.decision(.accept) { ($0.sender, $0.instance) = ("d", "two") })
        }
        try await journal.settle()
        #expect(try queueIDs(journal) == ["a": "Q1", "c": "Q1"])
    }

    @Test func `a message's records in several commits are all completed`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance) = ("a", "one") }
        try await journal.inOneMoment {
            for number in 0..<200 {
                journal.writer.record(journal.decision(.accept) { ($0.sender, $0.instance) = ("\(number)", "one") })
            }
            journal.writer.complete(instance: "one", queueID: "Q1")
        }
        try await journal.settle()
        #expect(try queueIDs(journal).count == 201)
        #expect(try Set(queueIDs(journal).values) == ["Q1"])
    }

    @Test func `the end of an unknown message changes nothing`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance) = ("a", "one") }
        journal.writer.complete(instance: "other", queueID: "Q9")
        journal.writer.complete(instance: "", queueID: "Q9")
        try await journal.settle()
        #expect(try queueIDs(journal) == [:])
        #expect(journal.writer.health.failure == nil)
    }

    @Test func `a record that came with its queue id keeps it`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance, $0.queueID) = ("a", "one", "Q1") }
        try await journal.refused { ($0.sender, $0.instance) = ("b", "one") }
        journal.writer.complete(instance: "one", queueID: "Q1")
        try await journal.settle()
        #expect(try queueIDs(journal) == ["a": "Q1", "b": "Q1"])
    }

    @Test func `a service that is asked twice at the end of a message completes it all the same`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance) = ("a", "one") }
        journal.writer.complete(instance: "one", queueID: "Q1")
        journal.writer.complete(instance: "one", queueID: "Q1")
        try await journal.settle()
        #expect(try queueIDs(journal) == ["a": "Q1"])
    }

    @Test func `queue ids are found by quotes and all`() async throws {
        let journal = try TestJournal()
        let odd = "O'Brien \"\u{1}\" ü"
        try await journal.refused { ($0.sender, $0.instance) = ("a", odd) }
        journal.writer.complete(instance: odd, queueID: odd)
        try await journal.settle()
        #expect(try queueIDs(journal) == ["a": odd])
    }

    @Test func `messages whose end never comes are forgotten, the oldest first`() async throws {
        let journal = try TestJournal()
        let told = Received<Bool>()
        let messages = JournalLimits.messagesUnderWay + 1
        try await journal.inOneMoment {
            for number in 0..<messages {
                let record = journal.decision { ($0.sender, $0.instance) = ("\(number)", "\(number)") }
                journal.writer.record(record) { if number == messages - 1 { told.append($0) } }
            }
        }
        try await told.next()
        for number in [0, 1, messages - 1] { journal.writer.complete(instance: "\(number)", queueID: "Q\(number)") }
        try await journal.settle()
        #expect(try queueIDs(journal) == ["1": "Q1", "\(messages - 1)": "Q\(messages - 1)"])
    }

    @Test func `a queue id outlasts a moment in which the journal cannot be written`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance) = ("a", "one") }
        let other = try OtherConnection(journal.path)
        try other.run("CREATE TRIGGER fault BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'fault'); END")
        journal.writer.complete(instance: "one", queueID: "Q1")
        #expect(try await journal.changes.next() != nil)
        try other.run("DROP TRIGGER fault")
        // The commit that succeeds brings back what was postponed; the next one writes it.
        for _ in 1...2 { try await journal.settle() }
        #expect(try queueIDs(journal) == ["a": "Q1"])
    }

    @Test func `a stop writes the queue id that no decision came after`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.sender, $0.instance) = ("a", "one") }
        let other = try OtherConnection(journal.path)
        try other.run("CREATE TRIGGER fault BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'fault'); END")
        journal.writer.complete(instance: "one", queueID: "Q1")
        #expect(try await journal.changes.next() != nil)
        try other.run("DROP TRIGGER fault")
        journal.writer.close()
        #expect(try queueIDs(journal) == ["a": "Q1"])
    }

    /// The queue ids that the journal has, by the senders of their records.
    private func queueIDs(_ journal: TestJournal) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try journal.decisions().compactMap { record in
                record.queueID.map { (record.sender, $0) }
            }
        )
    }
}
