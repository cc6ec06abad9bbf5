import Foundation
internal import GRDB
internal import MandateCore

/// A decision record as a row of the journal, both ways.
enum RecordRow {
    static let insert: String = {
        let columns = DecisionRecord.CodingKeys.allCases.map(\.rawValue)
        return """
            INSERT INTO decision (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
            """
    }()

    /// The values of a record in the order of its keys.
    static func values(_ record: DecisionRecord) -> [DatabaseValue] {
        [
            record.id.number.databaseValue, record.time.milliseconds.databaseValue, record.host.databaseValue,
            record.frontend.rawValue.databaseValue, record.stage.databaseValue, record.action.databaseValue,
            record.mode.rawValue.databaseValue, value(record.agreement), value(record.partner),
            value(record.direction?.rawValue), list(record.classes), list(record.violations.map(\.rawValue)),
            value(record.reply), value(record.queueID), value(record.messageID), value(record.instance),
            value(record.clientAddress), value(record.clientName), value(record.heloName), record.sender.databaseValue,
            list(record.recipients), value(record.encryptionProtocol), value(record.encryptionCipher),
            record.encryptionKeySize.databaseValue, value(record.certificateSubject), value(record.certificateIssuer),
            value(record.certificateFingerprint), value(record.saslUsername), value(record.policyContext),
            record.register.databaseValue,
        ]
    }

    private static func value(_ text: String?) -> DatabaseValue { text?.databaseValue ?? .null }

    /// A list as JSON.
    private static func list(_ texts: [String]) -> DatabaseValue {
        if texts.isEmpty { return "[]".databaseValue }
        let encoded = (try? JSONEncoder().encode(texts)).map { String(decoding: $0, as: UTF8.self) }
        return (encoded ?? "[]").databaseValue
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
            action: row["action"],
            mode: try known("mode", Mode.self),
            agreement: row["agreement"],
            partner: row["partner"],
            direction: (row["direction"] as String?).flatMap(Direction.init),
            classes: try list("classes"),
            violations: try list("violations").compactMap(Violation.init),
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
