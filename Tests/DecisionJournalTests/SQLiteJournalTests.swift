import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// What is no journal is told clearly, and nothing is written by reading.
@Suite struct SQLiteJournalTests {
    @Test func `a journal that is not there is told, and not made`() throws {
        let folder = try ScratchFolder()
        let path = folder["journal.sqlite"]
        #expect(throws: JournalError.missing(path: path)) { try SQLiteJournal(path: path) }
        #expect(JournalError.missing(path: path).description == "there is no journal at \(path)")
        #expect(try folder.files == [])
    }

    @Test(arguments: ["", "no database", String(repeating: "a line of a mail log\n", count: 1000)])
    func `a file that is no journal is told, and stays as it is`(text: String) throws {
        let folder = try ScratchFolder()
        try folder.write(Array(text.utf8), to: "journal.sqlite")
        let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: folder["journal.sqlite"]) }
        let description = try #require(error).description
        #expect(description.hasPrefix("cannot read the journal \(folder["journal.sqlite"]): "))
        #expect(description.contains(text.isEmpty ? "it is no journal of tlsmandate" : "file is not a database"))
        #expect(try folder.octets(of: "journal.sqlite") == Array(text.utf8))
    }

    @Test func `a folder in the journal's place is told`() throws {
        let folder = try ScratchFolder()
        try folder.makeFolder("journal.sqlite")
        let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: folder["journal.sqlite"]) }
        #expect(
            try #require(error).description.hasPrefix(
                "cannot read the journal \(folder["journal.sqlite"]): SQLite error"
            )
        )
    }

    @Test func `a database of another program is told, and stays as it is`() throws {
        let folder = try ScratchFolder()
        try OtherConnection(folder["journal.sqlite"]).run("CREATE TABLE mailbox (address TEXT)")
        let octets = try folder.octets(of: "journal.sqlite")
        let path = folder["journal.sqlite"]
        let expected = JournalError.noJournal(path: path, reason: "it is no journal of tlsmandate")
        #expect(throws: expected) { try SQLiteJournal(path: path) }
        #expect(try folder.octets(of: "journal.sqlite") == octets)
    }

    @Test(arguments: [100, 512, 4096, 10_000])
    func `a truncated journal is told`(size: UInt64) async throws {
        let journal = try TestJournal()
        for _ in 0..<100 { try await journal.refused() }
        journal.writer.close()
        try journal.folder.truncate("journal.sqlite", to: size)
        #expect(throws: JournalError.self) {
            let reader = try journal.reader()
            do {
                try reader.list(RecordQuery()) { _ in }
            } catch let error as JournalError {
                throw error
            }
        }
    }

    @Test func `a journal of a later version is told`() async throws {
        let journal = try TestJournal()
        try await journal.refused()
        try OtherConnection(journal.path).run("INSERT INTO grdb_migrations VALUES ('chains')")
        #expect(throws: JournalError.newerSchema(path: journal.path)) { try journal.reader() }
    }

    @Test(
        arguments: [
            ("frontend", "telepathy"), ("action", "maybe"), ("mode", "maybe"), ("direction", "sideways"),
            ("classes", "secret"),
            ("violations", "[1]"), ("violations", "[\"too-old\"]"), ("recipients", ""), ("recipients", "{}"),
        ]
    )
    func `a record that holds what no record has is told as damaged`(column: String, value: String) async throws {
        let journal = try TestJournal()
        let record = try await journal.refused()
        try OtherConnection(journal.path).run("UPDATE decision SET \(column) = '\(value)'")
        let damaged = JournalError.damaged(id: record.id.number, column: column)
        #expect(throws: damaged) { try journal.reader().record(record.id) }
        #expect(throws: damaged) { try journal.decisions() }
    }

    @Test(arguments: [
        ("action", "maybe"), ("mode", "maybe"), ("direction", "sideways"), ("violations", "[\"too-old\"]"),
    ])
    func `where records are counted, one that holds what no record has is not counted as another`(
        column: String,
        value: String
    ) async throws {
        let journal = try TestJournal()
        try await journal.refused()
        try OtherConnection(journal.path).run("UPDATE decision SET \(column) = '\(value)'")
        let damaged = JournalError.damaged(id: nil, column: column)
        #expect(throws: damaged) { try journal.reader().groups(RecordQuery()) }
        #expect(damaged.description == "a record is damaged: \(column)")
    }

    @Test func `a damaged record is named as in a listing`() async throws {
        let journal = try TestJournal()
        let record = try await journal.refused()
        let damaged = JournalError.damaged(id: record.id.number, column: "mode")
        #expect(damaged.description == "record \(record.id.text) is damaged: mode")
    }

    @Test func `a record is found by its id, and no other`() async throws {
        let journal = try TestJournal()
        let record = try await journal.refused { $0.sender = "one" }
        try await journal.refused { $0.sender = "two" }
        #expect(try journal.reader().record(record.id)?.sender == "one")
        #expect(try journal.reader().record(RecordID(number: record.id.number - 1)) == nil)
        #expect(try journal.reader().record(RecordID(number: 0)) == nil)
        #expect(try journal.reader().record(RecordID(number: -1)) == nil)
    }

    @Test func `a reader sees what is written after it was opened`() async throws {
        let journal = try TestJournal()
        try await journal.refused()
        let reader = try journal.reader()
        let record = try await journal.refused()
        #expect(try reader.record(record.id) != nil)
    }

    @Test func `a long listing does not keep the service from recording`() async throws {
        let journal = try TestJournal()
        for _ in 0..<10 { try await journal.refused() }
        let told = Received<Bool>()
        var listed = 0
        try journal.reader().list(RecordQuery()) { _ in
            listed += 1
            journal.writer.record(journal.decision()) { told.append($0) }
        }
        for _ in 0..<10 { #expect(try await told.next()) }
        #expect(listed == 10)
        #expect(try journal.decisions().count == 20)
    }

    @Test func `an error while listing ends the listing`() async throws {
        struct Interrupted: Error {}
        let journal = try TestJournal()
        for _ in 0..<3 { try await journal.refused() }
        var listed = 0
        #expect(throws: Interrupted.self) {
            try journal.reader().list(RecordQuery()) { _ in
                listed += 1
                throw Interrupted()
            }
        }
        #expect(listed == 1)
    }
}
