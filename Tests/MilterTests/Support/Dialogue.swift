@testable import Milter

/// A session as a mail server holds it with the milter: the steps in their order, and of its macros those that were asked for
/// up to then. Postfix knows the queue id from DATA on.
final class Dialogue {
    /// How a message fared.
    struct Answers: Equatable {
        /// Each RCPT's.
        var recipients: [String] = []
        /// The last one; nil: nobody was left to whom the message could have gone.
        var end: String?
    }

    let session: MilterSession
    var server: Macros
    var queueID = "4bXyZ1"

    init(_ session: MilterSession, _ server: Macros) {
        self.session = session
        self.server = server
        session.helo("mailout.partner.example")
    }

    func mail(_ path: String) { session.mail(path, macros(MilterMacro.atMail, isAtMail: true)) }

    func rcpt(_ path: String, readAs canonical: String? = nil) -> String {
        let asked = MilterMacro.atMail + MilterMacro.atRecipient
        let known = canonical.map { server.with("{rcpt_addr} \($0)") } ?? server
        return session.recipient(path) { asked.contains($0) ? known[$0] : nil }.words
    }

    func data() -> String { session.data(macros(MilterMacro.atMail + MilterMacro.atData)).words }

    /// A header field, as `Name: value`.
    func header(_ field: String) {
        let parts = field.split(separator: ":", maxSplits: 1)
        let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
        session.header(String(parts[0]), value.utf8.span)
    }

    func body(_ text: String) -> String { session.body(text.utf8.span).words }

    func end() -> String {
        session.endOfMessage(macros(MilterMacro.atMail + MilterMacro.atData + MilterMacro.atEndOfMessage)).words
    }

    /// A whole message; its steps end where the milter wants no more of it, or refused all recipients.
    func message(
        from sender: String = "<anna@partner.example>",
        to recipients: [String] = ["<berta@example.com>"],
        header: [String] = [],
        body text: String = "Hello\r\n"
    ) -> Answers {
        mail(sender)
        var answers = Answers(recipients: recipients.map { rcpt($0) })
        guard answers.recipients.contains("continue") else { return answers }
        let answer = data()
        guard answer == "continue" else {
            answers.end = answer
            return answers
        }
        for field in header { self.header(field) }
        if !text.isEmpty { _ = body(text) }
        answers.end = end()
        return answers
    }

    private func macros(_ asked: [MilterMacro], isAtMail: Bool = false) -> MilterSession.Macros {
        let known = isAtMail ? server : server.with("i \(queueID)")
        return { asked.contains($0) ? known[$0] : nil }
    }
}

extension MilterReply {
    /// The answer, as a mail server's log would have it.
    var words: String {
        switch self {
        case .proceed: "continue"
        case .accept: "accept"
        case .skip: "skip"
        case .refuse(let code, let status, let text): "\(code) \(status) \(text)"
        case .quarantine(let reason): "hold \(reason)"
        }
    }
}
