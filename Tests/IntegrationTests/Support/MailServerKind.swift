import Foundation
import MailLab
import Testing

/// The real mail servers that the tests start.
enum MailServerKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case postfix
    case sendmail

    var testDescription: String { rawValue }

    /// The queue id in the answer to the end of an accepted message.
    func queueID(in answer: SMTPReply) -> String? {
        switch self {
        case .postfix: answer.text.components(separatedBy: "queued as ").dropFirst().first
        case .sendmail: answer.text.split(separator: " ").dropFirst().first.map(String.init)
        }
    }
}
