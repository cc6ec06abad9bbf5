/// An agreement held against a whole message, for the recipients whose sake it was.
package struct MessageJudgement: Sendable {
    package let judgement: Judgement
    package var recipients: [String]

    package init(judgement: Judgement, recipients: [String]) {
        self.judgement = judgement
        self.recipients = recipients
    }
}

extension Register {
    /// The classes that a message is of: those whose marks it bears and whose `senders` its sender is among.
    ///
    /// A mark by an unknown sender counts only for classes with `senders: all`, so that outsiders cannot fill the hold queue.
    package func classes(of message: Message, on day: Day) -> [MessageClass] {
        guard !message.marked.isEmpty else { return [] }
        let isKnown = isKnown(sender: message.sender, on: day)
        return configuration.classes.enumerated().compactMap { number, messageClass in
            message.marked.contains(number) && (isKnown || messageClass.senders == .all) ? messageClass : nil
        }
    }

    /// Whether a sender is in our domains or an agreement's. The null sender, which anybody can use, is not.
    private func isKnown(sender: String, on day: Day) -> Bool {
        !sender.isEmpty && (isOurs(sender) || agreement(ofAddress: sender.utf8.span, on: day) != nil)
    }

    /// Holds the agreements that need the message itself against it: those with `applies-to`, `end-to-end-exempt` or
    /// `identify-by: header-from` (rule 8).
    ///
    /// A recipient that is never refused is nobody for whose sake an agreement takes part (rule 2); a message for others too can
    /// be refused for theirs.
    package func judgements(of message: Message, session: Session, on day: Day) -> [MessageJudgement] {
        let recipients = message.recipients.filter { !isNeverRefused($0) }
        guard !recipients.isEmpty else { return [] }
        let names = Set(classes(of: message, on: day).map(\.name))
        let isAsked = asksForTLS(session)
        var judgements: [MessageJudgement] = []
        func judge(_ agreement: Agreement?, _ direction: Direction, for recipients: [String]) {
            guard let agreement, agreement.needsMilter, agreement.applies(to: names) else { return }
            if let known = judgements.firstIndex(where: { $0.judgement.isOf(agreement, direction) }) {
                judgements[known].recipients += direction == .relay ? recipients : []
                return
            }
            let isExempt = agreement.endToEndExempt && message.isEndToEndEncrypted
            if let judgement = self.judge(agreement, direction, session: session, isAsked: isAsked && !isExempt) {
                judgements.append(MessageJudgement(judgement: judgement, recipients: recipients))
            }
        }
        for agreement in identified(message, clientAddress: session.clientAddress ?? "", on: day) {
            judge(agreement, .inbound, for: recipients)
        }
        for recipient in recipients {
            judge(agreement(ofAddress: recipient.utf8.span, on: day), .relay, for: [recipient])
        }
        return judgements
    }

    /// The agreements whose partner a message is known to come from.
    private func identified(_ message: Message, clientAddress: String, on day: Day) -> [Agreement] {
        func found(_ agreement: Agreement?, by identification: Agreement.Identification) -> Agreement? {
            agreement.flatMap { $0.identifyBy.contains(identification) ? $0 : nil }
        }
        let bySender = found(agreement(ofAddress: message.sender.utf8.span, on: day), by: .sender)
        let client = agreement(ofClient: message.clientName.utf8.span, address: clientAddress.utf8.span, on: day)
        let byFrom = message.fromAddresses.map {
            found(agreement(ofAddress: $0.utf8.span, on: day), by: .headerFrom)
        }
        return ([bySender, found(client, by: .client)] + byFrom).compactMap(\.self)
    }

    /// The decision on a message whose From field cannot be read, and for whom it is.
    ///
    /// Whether an agreement by `header-from` takes part cannot be known then: none is taken for kept, and the message is deferred.
    ///
    /// - Returns: nil where the field can be read, and where no such agreement could ask anything (rules 2 and 3). In testing where
    ///   all that could are.
    package func decisionOnUnreadableFrom(
        of message: Message,
        session: Session,
        on day: Day
    ) -> (decision: Decision, recipients: [String])? {
        guard message.isFromUnreadable, asksForTLS(session) else { return nil }
        let recipients = message.recipients.filter { !isNeverRefused($0) }
        let modes = agreements.filter { $0.identifyBy.contains(.headerFrom) && isInForce($0, on: day) }
            .compactMap { $0.demands(.inbound)?.mode }
        guard !recipients.isEmpty, !modes.isEmpty else { return nil }
        var decision = Decision.noAgreement
        decision.action = .defer
        decision.mode = modes.contains(.enforce) ? .enforce : .testing
        decision.text = "the message's From field cannot be read; contact \(configuration.organisation.contact)"
        return (decision, recipients)
    }

    /// Holds each class that a message is of against it.
    package func classJudgements(of message: Message, session: Session, on day: Day) -> [ClassJudgement] {
        let recipients = message.recipients.filter { !isNeverRefused($0) }
        guard !recipients.isEmpty else { return [] }
        let observation = asksForTLS(session) ? session.observation : nil
        return classes(of: message, on: day).map { messageClass in
            ClassJudgement(
                messageClass,
                observation: observation,
                unsecured: recipients.filter { !isOurs($0) && !isSecured($0, on: day) },
                isEndToEndEncrypted: message.isEndToEndEncrypted,
                contact: configuration.organisation.contact
            )
        }
    }

    /// Whether an agreement secures the way to a recipient: its `outbound` is enforced at a level that never falls back.
    private func isSecured(_ recipient: String, on day: Day) -> Bool {
        agreement(ofAddress: recipient.utf8.span, on: day)?.enforcedDelivery?.level.encryptsAlways ?? false
    }
}

extension Judgement {
    /// Whether it is of an agreement, in one direction.
    package func isOf(_ agreement: Agreement, _ direction: Direction) -> Bool {
        self.agreement === agreement && self.direction == direction
    }
}

extension Agreement {
    /// Whether its session demands hold for messages of some classes.
    fileprivate func applies(to classes: Set<String>) -> Bool {
        switch appliesTo {
        case .all: true
        case .classes(let names): !classes.isDisjoint(with: names)
        }
    }
}
