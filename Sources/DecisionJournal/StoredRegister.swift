import Foundation
internal import GRDB

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
