package import MandateCore

/// The mail servers of a machine, and the messages on hold in their queues.
package struct HeldMail: Sendable {
    /// Postfix's queue; nil without Postfix.
    package var postfix: PostfixHold?
    /// Sendmail's; nil without Sendmail.
    package var sendmail: SendmailQuarantine?

    package init(postfix: PostfixHold?, sendmail: SendmailQuarantine?) {
        self.postfix = postfix
        self.sendmail = sendmail
    }

    /// Finds the mail servers that are installed, or the ones that are named.
    ///
    /// `sendmail` is also the name of a command of Postfix (sendmail(1)): where there is postqueue(1), and no configuration of
    /// Sendmail is named, only those places count in which nothing but Sendmail puts its program.
    ///
    /// - Parameters:
    ///   - postfixConfiguration: The folder of main.cf (`postqueue -c`); nil for Postfix's own.
    ///   - sendmailConfiguration: sendmail.cf (`sendmail -C`); nil for Sendmail's own.
    ///   - sendmailProgram: Sendmail's program; nil to look for it.
    /// - Throws: ``HeldMailError/noServer``.
    package static func installed(
        postfixConfiguration: String? = nil,
        sendmailConfiguration: String? = nil,
        sendmailProgram: String? = nil
    ) throws(HeldMailError) -> HeldMail {
        // Who names one server only asks for that.
        let asksSendmailOnly = postfixConfiguration == nil && (sendmailConfiguration ?? sendmailProgram) != nil
        let asksPostfixOnly = postfixConfiguration != nil && (sendmailConfiguration ?? sendmailProgram) == nil
        let postqueue = asksSendmailOnly ? nil : SystemProgram.path(of: "postqueue")
        let own = [
            "/usr/libexec/sendmail/sendmail", "/usr/lib/sm.bin/sendmail", "/usr/sbin/sendmail.sendmail",
        ]
        let candidates = sendmailProgram.map { [$0] } ?? (postqueue == nil ? own + ["sendmail"] : own)
        let program = asksPostfixOnly ? nil : candidates.lazy.compactMap(SystemProgram.path).first
        guard postqueue != nil || program != nil else { throw .noServer }
        return HeldMail(
            postfix: postqueue.map { PostfixHold(postqueue: $0, configuration: postfixConfiguration) },
            sendmail: program.map { SendmailQuarantine(program: $0, configuration: sendmailConfiguration) }
        )
    }

    /// The messages on hold, by their arrival.
    ///
    /// - Parameter now: The present, for dates without a year.
    /// - Throws: ``HeldMailError``.
    package func messages(now: Timestamp) async throws -> [HeldMessage] {
        var messages: [HeldMessage] = []
        if let postfix { messages += try await postfix.messages() }
        if let sendmail { messages += try await sendmail.messages(now: now) }
        return messages.sorted { ($0.arrived, $0.queueID) < ($1.arrived, $1.queueID) }
    }
}
