internal import Foundation
internal import MandateCore

/// The fields of one entry that are ours, by their names without the prefix.
struct EntryFields {
    private var values: [String: [String]] = [:]

    /// Notes a field as journald gives it, `NAME=VALUE`; one that is not ours is passed over.
    mutating func add(_ data: UnsafeRawBufferPointer) {
        let prefix = JournalField.prefix.utf8
        guard data.starts(with: prefix), let end = data.firstIndex(of: UInt8(ascii: "=")) else { return }
        let name = String(decoding: data[prefix.count..<end], as: UTF8.self)
        values[name, default: []].append(String(decoding: data[(end + 1)...], as: UTF8.self))
    }

    /// The value of a field of ours.
    subscript(field: String) -> String? { values[String(field.dropFirst(JournalField.prefix.count))]?.first }

    private subscript(key: DecisionRecord.CodingKeys) -> String? { values[Self.names[key] ?? ""]?.first }

    private static let names = Dictionary(
        uniqueKeysWithValues: DecisionRecord.CodingKeys.allCases.map { ($0, $0.rawValue.uppercased()) }
    )

    var id: RecordID? { self[.id].flatMap(RecordID.init) }

    /// Reads a gap.
    ///
    /// - Throws: ``JournalError/damaged(id:column:)``
    func gap() throws(JournalError) -> JournalEntry {
        let (id, time) = (try name(), try time())
        guard let lost = self[JournalField.lost].flatMap({ Int($0) }) else { throw damaged("lost") }
        return .gap(id: id, time: time, host: try text(.host), lost: lost)
    }

    /// Reads a record.
    ///
    /// - Throws: ``JournalError/damaged(id:column:)`` where a field is missing or holds what no record has.
    func record() throws(JournalError) -> DecisionRecord {
        DecisionRecord(
            id: try name(),
            time: try time(),
            host: try text(.host),
            frontend: try known(.frontend, text(.frontend)),
            stage: try text(.stage),
            action: try known(.action, text(.action)),
            mode: try known(.mode, text(.mode)),
            agreement: self[.agreement],
            partner: self[.partner],
            direction: try self[.direction].map { text throws(JournalError) in try known(.direction, text) },
            classes: try list(.classes),
            violations: try violations(),
            reply: self[.reply],
            queueID: self[.queueID],
            messageID: self[.messageID],
            instance: self[.instance],
            clientAddress: self[.clientAddress],
            clientName: self[.clientName],
            heloName: self[.heloName],
            sender: try text(.sender),
            recipients: try list(.recipients),
            encryptionProtocol: self[.encryptionProtocol],
            encryptionCipher: self[.encryptionCipher],
            encryptionKeySize: try keySize(),
            certificateSubject: self[.certificateSubject],
            certificateIssuer: self[.certificateIssuer],
            certificateFingerprint: self[.certificateFingerprint],
            saslUsername: self[.saslUsername],
            policyContext: self[.policyContext],
            register: try text(.register)
        )
    }

    private func damaged(_ column: String) -> JournalError { .damaged(id: id?.number, column: column) }

    private func name() throws(JournalError) -> RecordID {
        guard let id else { throw damaged("id") }
        return id
    }

    private func time() throws(JournalError) -> Timestamp {
        // Only as ``Timestamp/text`` writes it.
        guard let text = self[.time], let time = Timestamp(text), time.text == text else { throw damaged("time") }
        return time
    }

    private func text(_ key: DecisionRecord.CodingKeys) throws(JournalError) -> String {
        guard let text = self[key] else { throw damaged(key.rawValue) }
        return text
    }

    private func known<Value: RawRepresentable>(
        _ key: DecisionRecord.CodingKeys,
        _ text: String
    ) throws(JournalError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else { throw damaged(key.rawValue) }
        return value
    }

    private func keySize() throws(JournalError) -> Int {
        guard let size = Int(try text(.encryptionKeySize)) else { throw damaged("encryption_keysize") }
        return size
    }

    private func violations() throws(JournalError) -> [Violation] {
        var violations: [Violation] = []
        for code in try list(.violations) { violations.append(try known(.violations, code)) }
        return violations
    }

    /// A list: its values, whose order is that of the JSON where there are several.
    private func list(_ key: DecisionRecord.CodingKeys) throws(JournalError) -> [String] {
        let name = Self.names[key] ?? ""
        guard let json = values[name + "_JSON"]?.first else { return values[name] ?? [] }
        guard let list = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
            throw damaged(key.rawValue)
        }
        return list
    }
}
