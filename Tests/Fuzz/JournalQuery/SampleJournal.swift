import FuzzSupport
import MandateCore

@testable import DecisionJournal

/// A journal of a dozen records that differ in what queries ask for, with values that strangers could have sent.
let sample: (journal: SQLiteJournal, records: [DecisionRecord]) = {
    do {
        let path = try ScratchFolder()["journal.sqlite"]
        let store = SQLiteStore(path: path, synchronous: "OFF")
        let records = sampleRecords()
        try store.write(JournalBatch(time: first, records: records, completions: [], gap: nil), with: {})
        store.close()
        return (try SQLiteJournal(path: path), records)
    } catch {
        preconditionFailure("\(error)")
    }
}()

private let first = Timestamp(milliseconds: 1_782_907_200_000)

private func sampleRecords() -> [DecisionRecord] {
    let values = [
        "partner", "Partner", "PARTNER.example", "a@b.example", "ä", "a\u{308}", "Ä", "100%", "_", "'", "\"", "x\ny",
        "", "\u{1}", "\u{200b}", "[\"x\"]", "null", "1",
    ]
    let names = RecordIDSource(host: "gateway")
    return values.indices.map { index in
        func value(_ offset: Int) -> String { values[(index + offset) % values.count] }
        let time = Timestamp(milliseconds: first.milliseconds + index * 1000)
        return DecisionRecord(
            id: names.next(at: time),
            time: time,
            host: value(0),
            frontend: index % 2 == 0 ? .policy : .milter,
            stage: "RCPT",
            action: [ActionWord.accept, .reject, .hold][index % 3],
            mode: index % 5 == 0 ? .testing : .enforce,
            agreement: value(1),
            partner: index % 4 == 0 ? nil : value(2),
            direction: index % 2 == 0 ? .inbound : .relay,
            classes: [value(3), value(4)],
            violations: index % 2 == 0 ? [] : [.sessionNotEncrypted],
            reply: nil,
            queueID: value(5),
            messageID: value(6),
            instance: value(7),
            clientAddress: value(8),
            clientName: value(9),
            heloName: value(10),
            sender: value(11),
            recipients: [value(12), value(13), "a@b.example"],
            saslUsername: value(14),
            policyContext: value(15),
            register: "digest"
        )
    }
}
