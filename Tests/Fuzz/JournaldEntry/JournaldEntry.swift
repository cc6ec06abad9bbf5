import Foundation
import FuzzSupport
import MandateCore

@testable import DecisionJournal

/// Reads the lines of the octets as fields of an entry in systemd's journal; and makes an entry of them as values, which brings no
/// field but those of a record, and reads back as it was.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = octets(start, count)
    readFields(all.split(separator: 0x0a).map(Array.init))
    let values = all.split(separator: UInt8(ascii: "|"), maxSplits: 24, omittingEmptySubsequences: false)
    writeAndRead(values.map { String(decoding: $0, as: UTF8.self) })
    return 0
}

/// Whatever the fields hold: a record, a gap, or an error that names the column.
private func readFields(_ lines: [[UInt8]]) {
    let fields = EntryFields(lines)
    do throws(JournalError) {
        let record = try fields.record()
        promise(record.id.text.utf8.count == 16, "\(record.id.text)")
        _ = EntryFields(NativeProtocol.fields(NativeEntry(record).octets))
    } catch {
        promise(!"\(error)".isEmpty, "an error without words")
    }
    _ = try? fields.gap()
}

private func writeAndRead(_ values: [String]) {
    let record = DecisionRecord(values)
    let line = EntryLine.text(record)
    promise(line.isOneLine, "the line that people read is none: \(line.debugDescription)")
    let fields = NativeProtocol.fields(NativeEntry(record).octets)
    let names = Set(fields.map { String(decoding: $0.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self) })
    promise(names.isSubset(of: known), "fields of strangers: \(names.subtracting(known))")
    do throws(JournalError) {
        let read = try EntryFields(fields).record()
        promise(text(read) == text(record), "\(text(record)) was read as \(text(read))")
    } catch {
        promise(false, "\(error): \(text(record))")
    }
}

private let known: Set<String> = {
    let keys = DecisionRecord.CodingKeys.allCases.map { JournalField.field(of: $0.rawValue) }
    let lists = ["classes", "violations", "recipients"].map { JournalField.list(of: $0) }
    let others = [JournalField.message, JournalField.messageID, JournalField.priority, JournalField.identifier]
    return Set(keys + lists + others + [JournalField.entry])
}()

private func text(_ record: DecisionRecord) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return ((try? encoder.encode(record)).map { String(decoding: $0, as: UTF8.self) }) ?? "no JSON"
}

extension EntryFields {
    fileprivate init(_ fields: [[UInt8]]) {
        self.init()
        for field in fields { field.withUnsafeBytes { add($0) } }
    }
}

extension DecisionRecord {
    /// A record whose texts are values, as many as there are.
    fileprivate init(_ values: [String]) {
        func value(_ index: Int) -> String? { index < values.count ? values[index] : nil }
        self.init(
            id: RecordID(number: 1_869_000_000_000_000_000),
            time: Timestamp(milliseconds: 1_782_907_200_123),
            host: value(0) ?? "",
            frontend: .milter,
            stage: value(1) ?? "",
            action: .hold,
            mode: .testing,
            agreement: value(3),
            partner: value(4),
            direction: .relay,
            classes: Array(values.dropFirst(20)),
            violations: [.protocolTooOld, .noAgreement],
            reply: value(5),
            queueID: value(6),
            messageID: value(7),
            instance: value(8),
            clientAddress: value(9),
            clientName: value(10),
            heloName: value(11),
            sender: value(12) ?? "",
            recipients: Array(values.dropFirst(22)),
            encryptionProtocol: value(13),
            encryptionCipher: value(14),
            certificateSubject: value(15),
            certificateIssuer: value(16),
            certificateFingerprint: value(17),
            saslUsername: value(2),
            policyContext: value(19),
            register: "digest"
        )
    }
}
