internal import Foundation
internal import MandateCore

/// An entry as journald takes it (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/): fields one after the other, each with its
/// length where it may hold a newline, so that no value can bring fields of its own along.
struct NativeEntry {
    private(set) var octets: [UInt8] = []

    init(_ kind: EntryKind, _ message: EntryMessage?, _ line: String) {
        octets.reserveCapacity(2048)
        add(JournalField.message, line)
        if let message {
            add(JournalField.messageID, message.rawValue)
        }
        add(JournalField.priority, String(message?.priority ?? 6))
        add(JournalField.identifier, "tlsmandate")
        add(JournalField.entry, kind.rawValue)
    }

    mutating func add(_ field: String, _ value: String) {
        octets += field.utf8
        let hasNewline = value.utf8.contains(UInt8(ascii: "\n"))
        if hasNewline { addLength(value.utf8.count) } else { octets.append(UInt8(ascii: "=")) }
        octets += value.utf8
        octets.append(UInt8(ascii: "\n"))
    }

    mutating func add(_ field: String, octets value: ArraySlice<UInt8>) {
        octets += field.utf8
        addLength(value.count)
        octets += value
        octets.append(UInt8(ascii: "\n"))
    }

    private mutating func addLength(_ count: Int) {
        octets.append(UInt8(ascii: "\n"))
        withUnsafeBytes(of: UInt64(count).littleEndian) { octets += $0 }
    }
}

extension NativeEntry {
    init(_ record: DecisionRecord) {
        self.init(.decision, EntryMessage(record), EntryLine.text(record))
        add(.id, record.id.text)
        add(.time, record.time.text)
        add(.host, record.host)
        add(.frontend, record.frontend.rawValue)
        add(.stage, record.stage)
        add(.action, record.action.rawValue)
        add(.mode, record.mode.rawValue)
        add(.agreement, record.agreement)
        add(.partner, record.partner)
        add(.direction, record.direction?.rawValue)
        add(.classes, list: record.classes)
        add(.violations, list: record.violations.map(\.rawValue))
        add(.reply, record.reply)
        add(.queueID, record.queueID)
        add(.messageID, record.messageID)
        add(.instance, record.instance)
        add(.clientAddress, record.clientAddress)
        add(.clientName, record.clientName)
        add(.heloName, record.heloName)
        add(.sender, record.sender)
        add(.recipients, list: record.recipients)
        add(.encryptionProtocol, record.encryptionProtocol)
        add(.encryptionCipher, record.encryptionCipher)
        add(.encryptionKeySize, String(record.encryptionKeySize))
        add(.certificateSubject, record.certificateSubject)
        add(.certificateIssuer, record.certificateIssuer)
        add(.certificateFingerprint, record.certificateFingerprint)
        add(.saslUsername, record.saslUsername)
        add(.policyContext, record.policyContext)
        add(.register, record.register)
    }

    init(_ completion: JournalBatch.Completion, at time: Timestamp) {
        self.init(.completion, .completed, EntryLine.text(completion))
        add(JournalField.id, completion.id.text)
        add(JournalField.time, time.text)
        add(JournalField.record, completion.record.text)
        add(JournalField.queueID, completion.queueID)
    }

    init(_ gap: JournalBatch.Gap, at time: Timestamp) {
        self.init(.gap, .gap, "\(gap.lost) acceptances were not recorded")
        add(JournalField.id, gap.id.text)
        add(JournalField.time, time.text)
        add(JournalField.host, gap.host)
        add(JournalField.lost, String(gap.lost))
    }

    private mutating func add(_ key: DecisionRecord.CodingKeys, _ value: String?) {
        if let value { add(Self.fields[key] ?? "", value) }
    }

    private mutating func add(_ key: DecisionRecord.CodingKeys, list values: [String]) {
        for value in values.prefix(SystemdLimits.repeatedValues) { add(key, value) }
        if values.count > 1, let json = try? JSONEncoder().encode(values) {
            add(JournalField.list(of: key.rawValue), String(decoding: json, as: UTF8.self))
        }
    }

    private static let fields = Dictionary(
        uniqueKeysWithValues: DecisionRecord.CodingKeys.allCases.map { ($0, JournalField.field(of: $0.rawValue)) }
    )
}
