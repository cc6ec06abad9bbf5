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
    static func record(_ row: Row) throws(JournalError) -> DecisionRecord {
        let row = StoredRow(row)
        func known<Value: RawRepresentable<String>>(
            _ column: String,
            _ text: String
        ) throws(JournalError) -> Value {
            guard let value = Value(rawValue: text) else { throw row.damaged(column) }
            return value
        }
        var violations: [Violation] = []
        for code in try row.list("violations") { violations.append(try known("violations", code)) }
        return DecisionRecord(
            id: RecordID(number: try row.number("id")),
            time: try row.moment("time"),
            host: try row.text("host"),
            frontend: try known("frontend", row.text("frontend")),
            stage: try row.text("stage"),
            action: try known("action", row.text("action")),
            mode: try known("mode", row.text("mode")),
            agreement: try row.optionalText("agreement"),
            partner: try row.optionalText("partner"),
            direction: try row.isNull("direction") ? nil : known("direction", row.text("direction")),
            classes: try row.list("classes"),
            violations: violations,
            reply: try row.optionalText("reply"),
            queueID: try row.optionalText("queue_id"),
            messageID: try row.optionalText("message_id"),
            instance: try row.optionalText("instance"),
            clientAddress: try row.optionalText("client_address"),
            clientName: try row.optionalText("client_name"),
            heloName: try row.optionalText("helo_name"),
            sender: try row.text("sender"),
            recipients: try row.list("recipients"),
            encryptionProtocol: try row.optionalText("encryption_protocol"),
            encryptionCipher: try row.optionalText("encryption_cipher"),
            encryptionKeySize: Int(try row.number("encryption_keysize")),
            certificateSubject: try row.optionalText("ccert_subject"),
            certificateIssuer: try row.optionalText("ccert_issuer"),
            certificateFingerprint: try row.optionalText("ccert_fingerprint"),
            saslUsername: try row.optionalText("sasl_username"),
            policyContext: try row.optionalText("policy_context"),
            register: try row.text("register")
        )
    }
}
