internal import Foundation
internal import MandateCore

/// The entries of one machine in systemd's journal: those that the service wrote, in the order in which it wrote them, which is
/// the order of their names.
///
/// Anybody may log in our name. What only root and the service can have are the user and the unit that journald itself notes:
/// entries are trusted that a process of root wrote or one of the unit `tlsmandate.service`; in the journal of the reader's own
/// host also the reader's. In a folder of collected journals journald's notes are as trustworthy as the gateways and the transfer.
struct MachineJournal {
    /// Nil: this host's.
    let files: [String]?
    /// Nil where only one machine can be in the files.
    let machine: String?
    let url: String

    private static let unit = "tlsmandate.service"

    func open() throws(JournalError) -> JournalHandle { try JournalHandle(files: files, url: url) }

    /// The trusted entries of a kind.
    func entries(_ kind: EntryKind) -> EntryMatches {
        var matches = EntryMatches()
        let users = files == nil ? [0, geteuid()] : [0]
        matches.add(any: [(JournalField.user, users.map { "\($0)" }), (JournalField.unit, [Self.unit])])
        matches.add(JournalField.identifier, ["tlsmandate"])
        matches.add(JournalField.entry, [kind.rawValue])
        if let machine { matches.add(JournalField.machine, [machine]) }
        return matches
    }

    /// The last entry of a kind with some values, as `read` reads it.
    func last<Value>(
        _ kind: EntryKind,
        _ values: [(field: String, value: String)],
        in journal: borrowing JournalHandle,
        _ read: (borrowing JournalHandle) throws(JournalError) -> Value?
    ) throws(JournalError) -> Value? {
        var matches = entries(kind)
        for (field, value) in values { matches.add(field, [value]) }
        try journal.select(matches)
        try journal.seek(.tail)
        return try journal.previous() ? read(journal) : nil
    }

    /// A record of a name; nil where there is none.
    func record(_ id: RecordID) throws(JournalError) -> DecisionRecord? {
        let found = try last(.decision, [(JournalField.id, id.text)], in: try open()) { journal throws(JournalError) in
            try journal.fields().record()
        }
        guard var record = found else { return nil }
        try Completions(self).complete(&record)
        return record
    }

    /// The texts of a register; empty where one of them is not there.
    func register(_ digest: String) throws(JournalError) -> [StoredRegister.Text] {
        let journal = try open()
        let json = try last(.register, [(JournalField.register, digest)], in: journal) { journal throws(JournalError) in
            try journal.octets(of: JournalField.texts)
        }
        guard let json, let list = try? JSONDecoder().decode(RegisterList.self, from: Data(json)) else { return [] }
        var texts: [StoredRegister.Text] = []
        for text in list.texts {
            guard let octets = try octets(of: text, in: journal) else { return [] }
            texts.append(.init(path: text.path, digest: text.digest, octets: octets))
        }
        return texts
    }

    private func octets(
        of text: RegisterList.Text,
        in journal: borrowing JournalHandle
    ) throws(JournalError) -> [UInt8]? {
        var octets: [UInt8] = []
        var part = 0
        while octets.count < text.octets {
            let values = [(JournalField.textDigest, text.digest), (JournalField.textPart, String(part))]
            let found = try last(.text, values, in: journal) { journal throws(JournalError) in
                try journal.octets(of: JournalField.text)
            }
            guard let found, !found.isEmpty else { return nil }
            octets += found
            part += 1
        }
        return octets.count == text.octets ? octets : nil
    }
}
