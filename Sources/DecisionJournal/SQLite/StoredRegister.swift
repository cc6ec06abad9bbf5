import Foundation
internal import GRDB
internal import MandateCore

/// The texts of a register under its digest, so that an old decision can be explained by the words of its day.
package struct StoredRegister: Sendable {
    package struct Text: Sendable {
        package let path: String
        /// SHA-256 in hexadecimal.
        package let digest: String
        package let octets: [UInt8]

        package init(path: String, digest: String, octets: [UInt8]) {
            self.path = path
            self.digest = digest
            self.octets = octets
        }
    }

    package let digest: String
    package let texts: [Text]

    package init(digest: String, texts: [Text]) {
        self.digest = digest
        self.texts = texts
    }

    /// What the register's digest must be by the names and digests of its texts, as RegisterLoader makes it: names begin at the
    /// folder of the configuration, which is the first of the texts.
    var digestOfNames: String {
        let folder = texts.first.flatMap { text in text.path.lastIndex(of: "/").map { text.path[...$0] } } ?? "./"
        let lines = texts.map { text in
            "\(text.digest)  \(text.path.hasPrefix(folder) ? text.path.dropFirst(folder.count) : text.path[...])\n"
        }
        return Self.digest(of: Array(lines.joined().utf8))
    }

    /// SHA-256 in hexadecimal.
    static func digest(of octets: [UInt8]) -> String {
        SHA256Digest.octets(of: octets).hexadecimal
    }

    /// The registers that a journal has, with the names and digests of their texts, but without these.
    static func names(in database: Database) throws -> [StoredRegister] {
        let sql = "SELECT register, path, digest FROM register_text ORDER BY register, position"
        var texts: [String: [Text]] = [:]
        for row in try Row.fetchAll(database, sql: sql) {
            let row = StoredRow(row)
            let text = Text(path: try row.text("path"), digest: try row.text("digest"), octets: [])
            texts[try row.text("register"), default: []].append(text)
        }
        return texts.sorted { $0.key < $1.key }.map { StoredRegister(digest: $0.key, texts: $0.value) }
    }

    func store(in database: Database) throws {
        let known = "SELECT EXISTS (SELECT 1 FROM register_text WHERE register = ?)"
        guard try Bool.fetchOne(database, sql: known, arguments: [digest]) == false
        else { return }
        for (position, text) in texts.enumerated() {
            try database.execute(
                sql: "INSERT OR IGNORE INTO text (digest, octets) VALUES (?, ?)",
                arguments: [text.digest, Data(text.octets)]
            )
            try database.execute(
                sql: "INSERT INTO register_text (register, position, path, digest) VALUES (?, ?, ?, ?)",
                arguments: [digest, position, text.path, text.digest]
            )
        }
    }
}
