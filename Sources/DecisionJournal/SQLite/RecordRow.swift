import Foundation
internal import GRDB
internal import MandateCore

/// A decision record as a row of the journal, both ways.
enum RecordRow {
    static let insert: String = {
        let columns = DecisionRecord.CodingKeys.allCases.map(\.rawValue) + ["chain"]
        return """
            INSERT INTO decision (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
            """
    }()

    /// Binds a record's values in the order of its keys, and inserts it at the end of the chain.
    ///
    /// A gateway records thousands of these a second, so that values go to SQLite without being boxed on the way.
    static func insert(_ record: DecisionRecord, behind head: inout ChainHead, with statement: Statement) throws {
        var values = BoundValues(statement, .decision)
        values.bind(record.id.number)
        values.bind(Int64(record.time.milliseconds))
        values.bind(record.host)
        values.bind(record.frontend.rawValue)
        values.bind(record.stage)
        values.bind(record.action.rawValue)
        values.bind(record.mode.rawValue)
        values.bind(record.agreement)
        values.bind(record.partner)
        values.bind(record.direction?.rawValue)
        values.bind(list(record.classes))
        values.bind(list(record.violations.map(\.rawValue)))
        values.bind(record.reply)
        values.bind(record.queueID)
        values.bind(record.messageID)
        values.bind(record.instance)
        values.bind(record.clientAddress)
        values.bind(record.clientName)
        values.bind(record.heloName)
        values.bind(record.sender)
        values.bind(list(record.recipients))
        values.bind(record.encryptionProtocol)
        values.bind(record.encryptionCipher)
        values.bind(Int64(record.encryptionKeySize))
        values.bind(record.certificateSubject)
        values.bind(record.certificateIssuer)
        values.bind(record.certificateFingerprint)
        values.bind(record.saslUsername)
        values.bind(record.policyContext)
        values.bind(record.register)
        try values.insert(behind: &head)
    }

    /// A list as JSON; most hold one plain word.
    private static func list(_ texts: [String]) -> String {
        if texts.isEmpty { return "[]" }
        let isPlain = texts.allSatisfy { text in
            text.utf8.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        }
        if isPlain { return "[\"" + texts.joined(separator: "\",\"") + "\"]" }
        return (try? JSONEncoder().encode(texts)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    /// Reads a record back.
    ///
    /// - Throws: ``JournalError/damaged(id:column:)`` where a column holds what no record has.
    static func record(_ row: Row) throws -> DecisionRecord {
        let id: Int64 = row["id"]
        func known<Value: RawRepresentable>(_ column: String, _ type: Value.Type) throws -> Value
        where Value.RawValue == String {
            guard let value = Value(rawValue: row[column] as String) else {
                throw JournalError.damaged(id: id, column: column)
            }
            return value
        }
        func list(_ column: String) throws -> [String] {
            let text: String = row[column]
            guard let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
                throw JournalError.damaged(id: id, column: column)
            }
            return list
        }
        return DecisionRecord(
            id: RecordID(number: id),
            time: Timestamp(milliseconds: row["time"]),
            host: row["host"],
            frontend: try known("frontend", Frontend.self),
            stage: row["stage"],
            action: try known("action", ActionWord.self),
            mode: try known("mode", Mode.self),
            agreement: row["agreement"],
            partner: row["partner"],
            direction: row["direction"] as String? == nil ? nil : try known("direction", Direction.self),
            classes: try list("classes"),
            violations: try list("violations").map { code in
                guard let violation = Violation(rawValue: code) else {
                    throw JournalError.damaged(id: id, column: "violations")
                }
                return violation
            },
            reply: row["reply"],
            queueID: row["queue_id"],
            messageID: row["message_id"],
            instance: row["instance"],
            clientAddress: row["client_address"],
            clientName: row["client_name"],
            heloName: row["helo_name"],
            sender: row["sender"],
            recipients: try list("recipients"),
            encryptionProtocol: row["encryption_protocol"],
            encryptionCipher: row["encryption_cipher"],
            encryptionKeySize: row["encryption_keysize"],
            certificateSubject: row["ccert_subject"],
            certificateIssuer: row["ccert_issuer"],
            certificateFingerprint: row["ccert_fingerprint"],
            saslUsername: row["sasl_username"],
            policyContext: row["policy_context"],
            register: row["register"]
        )
    }
}
