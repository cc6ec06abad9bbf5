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

    /// Values that SQLite keeps in a column of any type, and that the journal never writes.
    static let foreignValues: [(column: String, value: String)] = [
        ("time", "'x'"), ("time", "1.5"), ("time", "x'00'"), ("time", "-9223372036854775808"),
        ("time", "9223372036854775807"), ("time", "253402300800000"), ("host", "x'ff'"), ("frontend", "x'ff'"),
        ("stage", "x'ff'"), ("action", "x'ff'"), ("mode", "x'ff'"), ("agreement", "x'ff'"), ("direction", "x'ff'"),
        ("classes", "x'5b5d'"), ("violations", "x'5b5d'"), ("violations", "'too-old'"), ("reply", "x'ff'"),
        ("queue_id", "x'ff'"), ("sender", "x'ff'"), ("recipients", "x'ff'"), ("encryption_protocol", "x'ff'"),
        ("encryption_keysize", "'many'"), ("encryption_keysize", "1e300"), ("register", "x'ff'"),
    ]

    @Test(arguments: foreignValues)
    func `a value of another type, or beyond the calendar, is told as damaged`(
        column: String,
        value: String
    ) async throws {
        let journal = try TestJournal()
        let record = try await journal.refused()
        try OtherConnection(journal.path).run("UPDATE decision SET \(column) = \(value)")
        let damaged = JournalError.damaged(id: record.id.number, column: column)
        #expect(throws: damaged) { try journal.reader().record(record.id) }
        #expect(throws: damaged) { try journal.decisions() }
        let isCounted = [
            "time", "agreement", "direction", "action", "mode", "violations", "encryption_protocol",
        ].contains(column)
        if isCounted {
            #expect(throws: JournalError.damaged(id: nil, column: column)) {
                try journal.reader().groups(RecordQuery())
            }
        } else {
            #expect(try journal.reader().groups(RecordQuery()).map(\.count) == [1])
        }
    }

    @Test(arguments: ["time", "sender", "classes", "encryption_keysize", "register"])
    func `a record without what each record has is told as damaged`(column: String) async throws {
        let journal = try TestJournal()
        let record = try await journal.refused()
        journal.writer.close()
        // Where the table itself was changed, SQLite takes NULL, too.
        try OtherConnection(journal.path).run(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '')"
        )
        let other = try OtherConnection(journal.path)
        try other.run("UPDATE decision SET \(column) = NULL")
        let damaged = JournalError.damaged(id: record.id.number, column: column)
        #expect(throws: damaged) { try journal.decisions() }
        try other.run("ALTER TABLE decision DROP COLUMN \(column)")
        #expect(throws: damaged) { try journal.decisions() }
    }

    @Test(arguments: [("time", "'x'"), ("time", "-9223372036854775808"), ("host", "x'ff'"), ("lost", "'many'")])
    func `a gap that holds what no gap has is told as damaged`(column: String, value: String) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE gap SET \(column) = \(value)")
        let error = #expect(throws: JournalError.self) { try chained.journal.entries() }
        #expect(try #require(error).description.hasSuffix(" is damaged: \(column)"))
    }

    @Test(arguments: [("register_text", "path"), ("text", "octets")])
    func `a text of a register that is none is told as damaged`(table: String, column: String) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE \(table) SET \(column) = \(column == "path" ? "x'ff'" : "7")")
        #expect(throws: JournalError.damaged(id: nil, column: column)) {
            try chained.journal.reader().register(StoredRegister.sample.digest)
        }
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
