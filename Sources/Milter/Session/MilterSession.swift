internal import MandateCore

/// One SMTP session as a mail server shows it to a milter, step by step. Knows mail, agreements and the journal, nothing of C.
///
/// It keeps the register that it began with. What belongs to a message is one value that is replaced whole, so that nothing of
/// one message reaches the next. libmilter takes the steps of a session one after the other, on changing threads.
final class MilterSession {
    typealias Macros = (MilterMacro) -> String?

    let plan: MilterPlan
    private let journal: MilterJournal
    private var heloName: String?
    private var message: MilterMessage?
    private var isCounted = false

    init(plan: MilterPlan, journal: MilterJournal) {
        self.plan = plan
        self.journal = journal
    }

    private var register: Register { plan.settings.register }
    private var replies: Replies { register.configuration.replies }

    func helo(_ name: String) {
        count()
        heloName = name
        message = nil
    }

    /// One with which nothing is begun is no session: so the watchdog looks whether libmilter answers.
    private func count() {
        if !isCounted { journal.statistics.countSession() }
        isCounted = true
    }

    /// A message begins.
    ///
    /// - Parameter path: MAIL's path, as the mail server hands it over.
    func mail(_ path: String, _ macros: Macros) {
        count()
        message = MilterMessage(sender: EnvelopePath.address(path, canonical: macros(.sender)))
    }

    /// Decides on one recipient, by what does not need the message itself (DESIGN.md, section 5, rule 8).
    ///
    /// - Parameter path: RCPT's path, as the mail server hands it over.
    func recipient(_ path: String, _ macros: @escaping Macros) -> MilterReply {
        guard let message else { return outOfOrder }
        let recipient = EnvelopePath.address(path, canonical: macros(.recipient))
        let observed = MilterObservation(macros)
        let now = journal.clock()
        let clientName = register.namesClients ? observed.clientName : ""
        let clientAddress = register.namesClients ? observed.clientAddress ?? "" : ""
        let participants = register.participants(
            sender: message.sender.utf8.span,
            recipient: recipient.utf8.span,
            clientName: clientName.utf8.span,
            clientAddress: clientAddress.utf8.span,
            on: now.day
        )
        guard !participants.isEmpty else {
            self.message?.accept(recipient)
            return .proceed
        }
        let judgements = register.judgements(of: participants, recipient: recipient, session: session(observed))
        let decision = judgements.reduce(Decision.noAgreement) { $0.combined(with: $1.decision) }
        guard decision.mode == .enforce, decision.action == .reject || decision.action == .defer else {
            self.message?.accept(recipient, judgements)
            return .proceed
        }
        journal.statistics.count(decision)
        let subject = subject(message, [recipient], observed)
        let record = journal.record(of: decision, at: .recipient, subject, plan.settings, now: now)
        return journal.commit([record]) ? MilterReply(decision, replies: replies) : .unrecorded(replies)
    }

    /// A field of the message's header.
    func header(_ name: String, _ value: Span<UInt8>) { message?.take(header: name, value, plan: plan) }

    /// A part of the body.
    ///
    /// - Returns: ``MilterReply/skip`` when no more of it is needed.
    func body(_ part: Span<UInt8>) -> MilterReply { message?.take(body: part) ?? true ? .skip : .proceed }

    /// Ends the message here where nothing of it is still to be seen or done: the mail server then shows neither header nor body,
    /// nor the end, which costs it more than all other steps. (An answer to DATA also has the octets before it acknowledged at
    /// once: over TCP, Postfix otherwise waits 40 ms for that.)
    func data(_ macros: @escaping Macros) -> MilterReply {
        guard let message else { return outOfOrder }
        guard !plan.readsHeader, !message.isToBeHeld else { return .proceed }
        return decide(message, at: .data, macros) ?? .accept
    }

    /// Decides on the message as a whole, with what was noted for its recipients.
    func endOfMessage(_ macros: @escaping Macros) -> MilterReply {
        guard let message else { return outOfOrder }
        return decide(message, at: .endOfMessage, macros) ?? .proceed
    }

    /// - Returns: nil where nothing speaks against the message.
    private func decide(
        _ message: consuming MilterMessage,
        at stage: MilterJournal.Stage,
        _ macros: @escaping Macros
    ) -> MilterReply? {
        self.message = nil
        journal.statistics.countMessage()
        if message.judgements.isEmpty, !plan.readsHeader, plan.settings.recording != .all { return nil }
        let observed = MilterObservation(macros)
        let now = journal.clock()
        let outcome = MessageOutcome(
            message.finish(clientName: observed.clientName),
            noted: message.judgements,
            session: session(observed),
            register: register,
            on: now.day
        )
        journal.statistics.count(outcome.decision)
        var subject = subject(message, [], observed)
        subject.classes = outcome.classes
        let records = outcome.parts.filter { part in
            part.decision.action != .accept
                || plan.settings.recording.includes(part.decision, classes: outcome.classes.count)
        }.map { part in
            subject.recipients = part.recipients
            return journal.record(of: part.decision, at: stage, subject, plan.settings, now: now)
        }
        let reply = MilterReply(outcome.decision, replies: replies)
        guard reply != .proceed else {
            journal.record(records)
            return nil
        }
        return journal.commit(records) ? reply : .unrecorded(replies)
    }

    /// The message ended before its end: RSET, a new greeting, or the client is gone.
    func abort() { message = nil }

    /// A step without those that must come before it: nothing is known of the message, so nothing is let through.
    private var outOfOrder: MilterReply {
        .refuse(code: "451", status: "4.3.0", text: "the mail server's milter steps came in an order that cannot be")
    }

    private func session(_ observed: MilterObservation) -> Session {
        Session(
            clientAddress: observed.clientAddress,
            observation: observed.observation,
            frontend: .milter,
            leavesToPolicy: observed.server == .postfix && register.configuration.frontends.contains(.policy)
        )
    }

    private func subject(
        _ message: MilterMessage,
        _ recipients: [String],
        _ observed: MilterObservation
    ) -> MilterJournal.Subject {
        MilterJournal.Subject(
            sender: message.sender,
            recipients: recipients,
            messageID: message.messageID ?? observed.messageID,
            heloName: heloName,
            observed: observed
        )
    }
}
