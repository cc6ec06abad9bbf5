/// Why a journal cannot be read.
package enum JournalError: Error, Equatable, CustomStringConvertible {
    /// The file is not there.
    case missing(path: String)
    /// The file or folder cannot be read.
    case unreadable(path: String, reason: String)
    /// The file is no journal.
    case noJournal(path: String, reason: String)
    /// The journal was written by a later version.
    case newerSchema(path: String)
    /// What is asked for is not a thing of this kind of journal.
    case unsupported(String)
    /// A record holds what no record has; without an id where records were counted, or where that is what is damaged.
    case damaged(id: Int64?, column: String)

    package var description: String {
        switch self {
        case .missing(let path): "there is no journal at \(path)"
        case .unreadable(let path, let reason), .noJournal(let path, let reason):
            "cannot read the journal \(path): \(reason)"
        case .newerSchema(let path): "the journal \(path) was written by a later version of tlsmandate"
        case .unsupported(let reason): reason
        case .damaged(let id?, let column): "record \(String(id, radix: 16)) is damaged: \(column)"
        case .damaged(nil, let column): "a record is damaged: \(column)"
        }
    }
}
