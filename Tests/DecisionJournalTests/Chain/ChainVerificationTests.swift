import DecisionJournal
import MandateCore
import Testing

/// Whatever is done to the file behind the writer's back is found, and the first of it named.
@Suite struct ChainVerificationTests {
    @Test func `a journal that nobody touched is whole`() async throws {
        let chained = try await ChainedJournal()
        let verification = try chained.verify()
        #expect(verification.broken == nil)
        // Six records, one acceptance that was waited for, the end of a message, a gap.
        #expect(verification.entries == 9)
        #expect((verification.unchained, verification.pruned) == (0, 0))
        #expect(verification.head == chained.heads.last)
    }

    @Test func `an empty journal is whole`() async throws {
        let journal = try TestJournal()
        journal.writer.use(.sample)
        journal.writer.close()
        let verification = try journal.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.entries == 0)
    }

    @Test(arguments: JournalWriterTests.texts)
    func `whatever texts a record holds, its chain is whole`(text: String) async throws {
        let journal = try TestJournal()
        for _ in 0..<2 {
            try await journal.refused { record in
                (record.sender, record.recipients, record.reply, record.queueID) = (text, [text, text], text, text)
            }
        }
        #expect(try journal.reader().verify().broken == nil)
    }

    @Test func `a text with a zero octet is verified whole`() async throws {
        let journal = try TestJournal()
        let record = try await journal.refused { $0.sender = "a\u{0}b" }
        #expect(try journal.reader().verify().broken == nil)
        try OtherConnection(journal.path).run("UPDATE decision SET sender = 'a' || char(0) || 'c'")
        #expect(try journal.reader().verify().broken == .changed(record.id))
    }

    static let columns = DecisionRecord.CodingKeys.allCases.map(\.rawValue).filter { $0 != "id" }

    @Test(arguments: columns)
    func `a change of any column is found`(column: String) async throws {
        let chained = try await ChainedJournal()
        let isNumber = ["time", "encryption_keysize"].contains(column)
        try chained.tamper(
            "UPDATE decision SET \(column) = \(isNumber ? "\(column) + 1" : "'tampered'") WHERE sender = '1'"
        )
        #expect(try chained.verify().broken == .changed(chained.records[1]))
    }

    @Test(arguments: columns)
    func `a column of another type is a changed one`(column: String) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE decision SET \(column) = CAST(coalesce(\(column), '') AS BLOB) WHERE sender = '1'")
        #expect(try chained.verify().broken == .changed(chained.records[1]))
    }

    @Test(
        arguments: [
            // A queue id that no message's end brought; one that it did, cleared and changed; one that came with its record.
            ("UPDATE decision SET queue_id = '4ZfXyZ' WHERE sender = '1'", 1),
            ("UPDATE decision SET queue_id = NULL WHERE sender = '2'", 2),
            ("UPDATE decision SET queue_id = '4ZfXyZ' WHERE sender = '2'", 2),
            ("UPDATE decision SET queue_id = NULL WHERE sender = '3'", 3),
            ("UPDATE decision SET queue_id = '4ZfXyZ' WHERE sender = '3'", 3),
            ("UPDATE decision SET chain = NULL WHERE sender = '1'", 1),
            ("UPDATE decision SET chain = x'00' WHERE sender = '1'", 1),
            ("UPDATE decision SET chain = CAST(chain AS TEXT) WHERE sender = '1'", 1),
        ]
    )
    func `a change of a queue id or of a link is found`(sql: String, record: Int) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper(sql)
        #expect(try chained.verify().broken == .changed(chained.records[record]))
    }

    @Test func `the first of several changes is named`() async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE decision SET reply = NULL")
        #expect(try chained.verify().broken == .changed(chained.records[0]))
    }

    @Test(arguments: [("0", 1, 1), ("1", 1, 2), ("2", 1, 3)])
    func `a record that was removed is missed by its successor`(sender: String, count: Int, next: Int) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("DELETE FROM decision WHERE sender = '\(sender)'")
        let broken = ChainVerification.Break.removed(count: UInt64(count), before: chained.records[next])
        #expect(try chained.verify().broken == broken)
    }

    @Test func `several records that were removed are counted`() async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("DELETE FROM decision WHERE sender IN ('0', '1', '2')")
        #expect(try chained.verify().broken == .removed(count: 3, before: chained.records[3]))
    }

    @Test func `a record with another name in the chain's middle is found`() async throws {
        let chained = try await ChainedJournal()
        let id = chained.records[1].number
        try chained.tamper("UPDATE decision SET id = \(id + 1) WHERE id = \(id)")
        #expect(try chained.verify().broken == .changed(RecordID(number: id + 1)))
    }

    @Test func `a record that was inserted is found`() async throws {
        let chained = try await ChainedJournal()
        let id = chained.records[1].number + 1
        let columns = (Self.columns + ["chain"]).joined(separator: ", ")
        try chained.tamper(
            "INSERT INTO decision (id, \(columns)) SELECT \(id), \(columns) FROM decision WHERE sender = '1'"
        )
        #expect(try chained.verify().broken == .inserted(RecordID(number: id)))
    }

    @Test func `records that changed places are found`() async throws {
        let chained = try await ChainedJournal()
        let (one, two) = (chained.records[0].number, chained.records[1].number)
        try chained.tamper(
            """
            UPDATE decision SET id = 1 WHERE id = \(one); UPDATE decision SET id = \(one) WHERE id = \(two);
            UPDATE decision SET id = \(two) WHERE id = 1
            """
        )
        #expect(try chained.verify().broken == .removed(count: 1, before: chained.records[0]))
    }

    @Test(
        arguments: [
            "UPDATE gap SET lost = 0", "UPDATE gap SET host = 'other'", "UPDATE gap SET time = time - 1",
            "UPDATE gap SET chain = NULL", "DELETE FROM gap", "UPDATE completion SET queue_id = '4ZfXyZ'",
            "UPDATE completion SET record = record + 1", "UPDATE completion SET time = 0", "DELETE FROM completion",
            "UPDATE completion SET chain = x'00'",
            "INSERT INTO prune VALUES (1, 0, 4, 1, NULL, x'00')",
            "INSERT INTO prune VALUES (1, 0, 4, 1, 'abc', x'00')", "UPDATE completion SET record = 'abc'",
            "UPDATE gap SET lost = x'ff'", "UPDATE completion SET queue_id = x'ff'",
            "INSERT INTO gap VALUES (1, 0, 'gateway', 5, NULL)",
        ]
    )
    func `gaps, messages' ends and prunings are guarded like records`(sql: String) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper(sql)
        let isUnchained = sql.hasPrefix("INSERT INTO gap")
        // What has no link before the chain's first entry may be of before journals had one, and is told as such.
        #expect(try (chained.verify().broken == nil) == isUnchained)
        #expect(try chained.verify().unchained == (isUnchained ? 1 : 0))
    }

    @Test func `a text of a register that was changed is found`() async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE text SET octets = x'00' WHERE digest = '\(StoredRegister.sample.texts[1].digest)'")
        #expect(try chained.verify().broken == .text(digest: StoredRegister.sample.texts[1].digest))
    }

    @Test func `texts of a register that are of another type are found`() async throws {
        let chained = try await ChainedJournal()
        let digest = StoredRegister.sample.texts[1].digest
        try chained.tamper("UPDATE text SET octets = 7 WHERE digest = '\(digest)'")
        #expect(try chained.verify().broken == .text(digest: digest))
        try chained.tamper("UPDATE text SET digest = x'00' WHERE digest = '\(digest)'")
        #expect(throws: JournalError.damaged(id: nil, column: "digest")) { try chained.verify() }
    }

    @Test func `a register whose names are of another type is told as damaged`() async throws {
        let chained = try await ChainedJournal()
        try chained.tamper("UPDATE register_text SET path = x'ff' WHERE position = 1")
        #expect(throws: JournalError.damaged(id: nil, column: "path")) { try chained.verify() }
    }

    @Test(
        arguments: [
            "UPDATE register_text SET path = '/etc/tlsmandate/agreements.d/audi.yaml' WHERE position = 1",
            "DELETE FROM register_text WHERE position = 1",
            "UPDATE register_text SET digest = (SELECT max(digest) FROM text)",
        ]
    )
    func `a register whose texts are others than those that decided is found`(sql: String) async throws {
        let chained = try await ChainedJournal()
        try chained.tamper(sql)
        #expect(try chained.verify().broken == .register(digest: StoredRegister.sample.digest))
    }
}
