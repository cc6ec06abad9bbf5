/// Why a mail log cannot be read.
package enum MailLogError: Error, Equatable, CustomStringConvertible {
    case missing(path: String)
    case unreadable(path: String, reason: String)
    /// Reading began and could not go on.
    case damaged(path: String, reason: String)
    case noJournal(path: String, reason: String)

    package var description: String {
        switch self {
        case .missing(let path): "there is no mail log \(path)"
        case .unreadable(let path, let reason): "the mail log \(path) cannot be read: \(reason)"
        case .damaged(let path, let reason): "the mail log \(path) cannot be read further: \(reason)"
        case .noJournal(let path, let reason): "the mail server's lines in \(path) cannot be read: \(reason)"
        }
    }
}
