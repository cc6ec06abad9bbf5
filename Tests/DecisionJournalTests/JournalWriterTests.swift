import DecisionJournal
import Foundation
import MandateCore
import Testing

/// What is written is what is read.
@Suite struct JournalWriterTests {
    /// Texts that a database, a listing or JSON may stumble over.
    static let texts: [String] = [
        "", " ", "plain", "O'Brien", "\"quoted\"@partner.example", "back\\slash", "a,b;c",
        "'); DROP TABLE decision; --",
        "?1 :name %s %_", "[\"json\"]", "null", "0x7f", "1e5", "TÜV Rheinland 漢字 🔒", "e\u{301} é", "\u{202e}left",
        "two\nlines\r\nand\ta tab", "\u{1}\u{8}\u{b}\u{1b}[31m\u{1f}\u{7f}\u{85}", "\u{fffd}\u{feff}\u{10ffff}",
        String(repeating: "a", count: 65_536), String(repeating: "ü\"\n", count: 16_384),
    ]

    @Test(arguments: texts)
    func `a record comes back as it was written, whatever its texts hold`(text: String) async throws {
        let journal = try TestJournal()
        let written = try await journal.refused { $0.setTexts(to: text) }
        let read = try #require(try journal.reader().record(written.id))
        #expect(try read.json == written.json)
        #expect(try journal.decisions().last?.json == written.json)
    }

    @Test func `what is not known comes back as null, and the null sender as empty`() async throws {
        let journal = try TestJournal()
        let written = try await journal.accepted { record in
            (record.agreement, record.partner, record.direction, record.reply) = (nil, nil, nil, nil)
            record.sender = ""
            record.recipients = []
        }
        let read = try #require(try journal.reader().record(written.id))
        #expect(try read.json == written.json)
        #expect(read.sender == "")
        #expect(read.queueID == nil)
    }

    @Test func `every word that a record can have comes back`() async throws {
        let journal = try TestJournal()
        var written: [DecisionRecord] = []
        for action in ActionWord.allCases {
            for (frontend, mode) in [(Frontend.policy, Mode.enforce), (.milter, .testing)] {
                for direction in [Direction.inbound, .relay, nil] {
                    written.append(
                        try await journal.refused { record in
                            (record.action, record.frontend, record.mode) = (action, frontend, mode)
                            record.direction = direction
                        }
                    )
                }
            }
        }
        #expect(try journal.decisions().map { try $0.json } == written.map { try $0.json })
    }

    @Test func `lists come back in their order, with their repetitions`() async throws {
        let journal = try TestJournal()
        let written = try await journal.refused { record in
            record.violations = Violation.allCases.reversed()
            record.classes = ["secret", "confidential", "secret"]
            record.recipients = ["b@example.com", "\"a,b\"@example.com", "", "a\\\"@example.com", "ü@example.com"]
        }
        let read = try #require(try journal.reader().record(written.id))
        #expect(try read.json == written.json)
    }

    @Test func `lists are kept as JSON`() async throws {
        let journal = try TestJournal()
        try await journal.refused { record in
            record.recipients = ["\"a,b\"@example.com", "ü@example.com"]
            record.violations = [.protocolTooOld, .cipherExcluded]
        }
        let other = try OtherConnection(journal.path)
        let columns = ["recipients -> '$[0]'", "recipients ->> '$[1]'", "violations ->> '$[1]'", "classes"]
        let found = try columns.flatMap { try other.run("SELECT \($0) FROM decision") }
        #expect(found == [#""\"a,b\"@example.com""#, "ü@example.com", "cipher-excluded", "[]"])
    }

    @Test(arguments: [0, 1, 128, 512, Int(Int32.max), Int.max])
    func `a key size comes back`(bits: Int) async throws {
        let journal = try TestJournal()
        let written = try await journal.refused { $0.encryptionKeySize = bits }
        #expect(try journal.reader().record(written.id)?.encryptionKeySize == bits)
    }

    @Test func `a journal is made with its first record and used again afterwards`() async throws {
        let first = try TestJournal()
        try await first.refused { $0.sender = "one" }
        first.writer.close()
        let second = try TestJournal(in: first.folder)
        second.advance(seconds: 1)
        try await second.refused { $0.sender = "two" }
        #expect(try second.decisions().map(\.sender) == ["one", "two"])
    }

    @Test func `a journal that has the disk confirm each commit keeps the same records`() async throws {
        let journal = try TestJournal(survivesPowerLoss: true)
        let written = try await journal.refused()
        #expect(try journal.decisions().map { try $0.json } == [written.json])
    }
}

extension DecisionRecord {
    /// Gives every text the same value.
    fileprivate mutating func setTexts(to text: String) {
        (host, stage, sender, register) = (text, text, text, text)
        (agreement, partner, reply, queueID, messageID) = (text, text, text, text, text)
        (instance, clientAddress, clientName, heloName) = (text, text, text, text)
        (encryptionProtocol, encryptionCipher) = (text, text)
        (certificateSubject, certificateIssuer, certificateFingerprint) = (text, text, text)
        (saslUsername, policyContext) = (text, text)
        (classes, recipients) = ([text, "second"], [text])
    }
}
