internal import Foundation

/// A register in systemd's journal: an entry that lists its texts, and for each text as many entries as it needs.
struct RegisterList: Codable {
    struct Text: Codable {
        let path: String
        let digest: String
        /// How many octets it has, so that a text of which a piece is missing is not taken for whole.
        let octets: Int
    }

    let texts: [Text]
}

extension StoredRegister {
    func entry(isKept: Bool) -> NativeEntry {
        let line = "decisions are taken by register \(EntryLine.printable(digest))"
        var entry = NativeEntry(.register, .register, isKept ? line : line + ", whose texts are too large to be kept")
        entry.add(JournalField.register, digest)
        let list = RegisterList(texts: texts.map { .init(path: $0.path, digest: $0.digest, octets: $0.octets.count) })
        let json = (try? JSONEncoder().encode(list)) ?? Data()
        entry.add(JournalField.texts, String(decoding: json, as: UTF8.self))
        return entry
    }
}

extension StoredRegister.Text {
    /// The entries that hold the text, a piece each.
    var entries: [NativeEntry] {
        stride(from: 0, to: octets.count, by: SystemdLimits.textPart).enumerated().map { number, start in
            let line = "a text of a register: \(EntryLine.printable(path)), part \(number + 1)"
            var entry = NativeEntry(.text, .register, line)
            entry.add(JournalField.textDigest, digest)
            entry.add(JournalField.textPart, String(number))
            entry.add(
                JournalField.text,
                octets: octets[start..<min(start + SystemdLimits.textPart, octets.count)]
            )
            return entry
        }
    }
}
