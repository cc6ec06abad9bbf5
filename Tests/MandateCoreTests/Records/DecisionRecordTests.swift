import Foundation
import MandateCore
import Testing

struct DecisionRecordTests {
    @Test func `a record has the contract's keys and the values of the mail server`() throws {
        var record = try Self.record()
        record.agreement = "partner"
        record.partner = "Partner AG"
        record.direction = .inbound
        record.classes = ["confidential"]
        record.violations = [.protocolTooOld, .cipherExcluded]
        record.reply = "550 5.7.1 refused"
        record.queueID = "4ZabcD1234"
        record.messageID = "<1@partner.example>"
        record.instance = "123.456.0"
        record.clientAddress = "192.0.2.1"
        record.clientName = "mailout.partner.example"
        record.heloName = "mailout"
        record.encryptionProtocol = "TLSv1"
        record.encryptionCipher = "ECDHE-RSA-RC4-SHA"
        record.encryptionKeySize = 128
        record.certificateSubject = "mail1.partner.example"
        record.certificateIssuer = "Example CA"
        record.certificateFingerprint = "5F:0A"
        record.saslUsername = "anna"
        record.policyContext = "submission"
        #expect(try Self.encoded(record) == Self.expected("record"))
    }

    @Test func `what is not known is null, and no key is left out`() throws {
        #expect(try Self.encoded(Self.record()) == Self.expected("record-of-little"))
    }

    private static func record() throws -> DecisionRecord {
        DecisionRecord(
            id: try #require(RecordID("0012345678abcdef")),
            time: Timestamp(milliseconds: 1_772_323_200_007),
            host: "mx1.example.com",
            frontend: .policy,
            stage: "RCPT",
            action: .reject,
            mode: .enforce,
            agreement: nil,
            partner: nil,
            direction: nil,
            violations: [],
            reply: nil,
            sender: "",
            recipients: ["anna@example.com"],
            register: "abc123"
        )
    }

    private static func encoded(_ record: DecisionRecord) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }

    /// The case file, in the encoder's spacing and order.
    private static func expected(_ name: String) throws -> String {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Cases"))
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let data = try JSONSerialization.data(
            withJSONObject: object,
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        )
        return String(decoding: data, as: UTF8.self)
    }
}
