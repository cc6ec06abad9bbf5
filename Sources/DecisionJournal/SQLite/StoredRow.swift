internal import Foundation
internal import GRDB
internal import MandateCore

/// A row that is read as what the journal writes. SQLite keeps a value of any type in any column
/// (https://sqlite.org/datatype3.html, section 3), and whoever can write the file may have put one there.
///
/// Each reading throws ``JournalError/damaged(id:column:)`` for another value than the column's.
struct StoredRow {
    private let row: Row

    init(_ row: Row) { self.row = row }

    func number(_ column: String) throws(JournalError) -> Int64 {
        guard case .int64(let number) = value(column) else { throw damaged(column) }
        return number
    }

    /// A moment that RFC 3339 can write.
    func moment(_ column: String) throws(JournalError) -> Timestamp {
        let milliseconds = Int(try number(column))
        guard Timestamp.written.contains(milliseconds) else { throw damaged(column) }
        return Timestamp(milliseconds: milliseconds)
    }

    func text(_ column: String) throws(JournalError) -> String {
        guard case .string(let text) = value(column) else { throw damaged(column) }
        return text
    }

    /// A text; nil: NULL.
    func optionalText(_ column: String) throws(JournalError) -> String? {
        switch value(column) {
        case .string(let text): text
        case .null: nil
        default: throw damaged(column)
        }
    }

    /// A list, which is kept as JSON.
    func list(_ column: String) throws(JournalError) -> [String] {
        guard let list = try? JSONDecoder().decode([String].self, from: Data(try text(column).utf8)) else {
            throw damaged(column)
        }
        return list
    }

    func octets(_ column: String) throws(JournalError) -> [UInt8] {
        guard case .blob(let octets) = value(column) else { throw damaged(column) }
        return [UInt8](octets)
    }

    /// What an entry keeps of the chain; nil: NULL, as of before journals had a chain.
    func link(_ column: String) throws(JournalError) -> ChainHead? {
        if case .null = value(column) { return nil }
        guard let link = ChainHead(link: try octets(column)) else { throw damaged(column) }
        return link
    }

    func isNull(_ column: String) -> Bool { if case .null = value(column) { true } else { false } }

    func damaged(_ column: String) -> JournalError {
        guard case .int64(let id) = value("id") else { return .damaged(id: nil, column: column) }
        return .damaged(id: id, column: column)
    }

    /// nil: there is no such column.
    private func value(_ column: String) -> DatabaseValue.Storage? {
        try? row.decode(DatabaseValue.self, forColumn: column).storage
    }
}
