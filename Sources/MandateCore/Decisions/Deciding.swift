/// What decisions need to know of a session beyond who takes part.
package struct Session: Sendable {
    /// The client's address in text form; nil: the message came by no SMTP session. One that is empty is of a session whose
    /// client is not told, which is asked for TLS like any other.
    package var clientAddress: String?
    package var observation: Observation
    /// The front end that decides.
    package var frontend: Frontend
    /// Whether the mail server asks the policy service about the same message, so that a milter can leave it what only that
    /// sees or does (DESIGN.md, section 3: what a front end cannot see is left to the other where both listen).
    package var leavesToPolicy: Bool

    package init(
        clientAddress: String?,
        observation: Observation,
        frontend: Frontend = .policy,
        leavesToPolicy: Bool = false
    ) {
        self.clientAddress = clientAddress
        self.observation = observation
        self.frontend = frontend
        self.leavesToPolicy = leavesToPolicy
    }

    /// What demands are held against.
    ///
    /// No milter is told a fingerprint, nor whether a certificate that could not be verified was presented at all: where pins are
    /// demanded, the certificate is not visible.
    func observation(for demands: SessionDemands) -> Observation {
        guard frontend == .milter, demands.level == .fingerprint else { return observation }
        return Observation(encryption: observation.encryption, certificate: .notVisible)
    }
}

extension Register {
    /// Who takes part in handing one message for one recipient over.
    ///
    /// DESIGN.md, section 5, rule 1. A message can be the partner's by its sender and by its client; where those are two
    /// agreements, both are held against it.
    package struct Participants: Sendable {
        package let senders: Agreement?
        package let clients: Agreement?
        package let recipients: Agreement?

        /// Whether none does: the common case, in which nothing more of the request is read.
        package var isEmpty: Bool { senders == nil && clients == nil && recipients == nil }
    }

    /// Finds the agreements that take part at the policy front end.
    ///
    /// Agreements that need the message itself are the milter's (DESIGN.md, section 5, rule 8).
    ///
    /// - Parameters:
    ///   - sender: The envelope sender; empty: the null sender.
    ///   - recipient: The envelope recipient.
    ///   - clientName: The client's verified name.
    ///   - clientAddress: The client's address.
    ///   - day: The day on which is decided.
    package func participants(
        sender: Span<UInt8>,
        recipient: Span<UInt8>,
        clientName: Span<UInt8>,
        clientAddress: Span<UInt8>,
        on day: Day
    ) -> Participants {
        var bySender = agreement(ofAddress: sender, on: day)
        if let found = bySender, !found.takesPart(.inbound, by: .sender) { bySender = nil }
        var byClient = agreement(ofClient: clientName, address: clientAddress, on: day)
        if let found = byClient, found === bySender || !found.takesPart(.inbound, by: .client) { byClient = nil }
        var byRecipient = agreement(ofAddress: recipient, on: day)
        if let found = byRecipient, found.needsMilter || !found.asks(.relay) { byRecipient = nil }
        return Participants(senders: bySender, clients: byClient, recipients: byRecipient)
    }

    /// Holds every agreement that takes part against the session.
    ///
    /// Rule 2: postmaster and abuse in our own domains and the configured contact are never refused; no agreement takes part
    /// for them. Rule 3: exempt clients, and mail that came by no session, are not asked for TLS.
    package func judgements(of participants: Participants, recipient: String, session: Session) -> [Judgement] {
        guard !participants.isEmpty, !isNeverRefused(recipient) else { return [] }
        let isAsked = asksForTLS(session)
        return [
            participants.senders.flatMap { judge($0, .inbound, session: session, isAsked: isAsked) },
            participants.clients.flatMap { judge($0, .inbound, session: session, isAsked: isAsked) },
            participants.recipients.flatMap { judge($0, .relay, session: session, isAsked: isAsked) },
        ].compactMap(\.self)
    }

    /// Rule 3.
    package func asksForTLS(_ session: Session) -> Bool {
        session.clientAddress.map { !isExempt(clientAddress: $0) } ?? false
    }

    /// Holds one agreement against the session.
    ///
    /// - Parameter isAsked: Whether the session is asked for TLS.
    /// - Returns: nil where the agreement demands nothing in the direction, or is left to the policy service.
    func judge(_ agreement: Agreement, _ direction: Direction, session: Session, isAsked: Bool) -> Judgement? {
        guard let demands = agreement.demands(direction), !(session.leavesToPolicy && demands.arePolicyOnly) else {
            return nil
        }
        return Judgement(
            agreement,
            direction,
            demands,
            observation: isAsked ? session.observation(for: demands) : nil,
            frontend: session.frontend,
            contact: configuration.organisation.contact
        )
    }

    /// Decides on one recipient: of all judgements the one that is carried out (rule 6).
    package func decide(_ participants: Participants, recipient: String, session: Session) -> Decision {
        judgements(of: participants, recipient: recipient, session: session)
            .reduce(.noAgreement) { $0.combined(with: $1.decision) }
    }

    /// Rule 2. Local parts of these addresses are caseless (RFC 2142; RFC 5321, section 4.5.1).
    package func isNeverRefused(_ recipient: String) -> Bool {
        let localPart = MailAddress.localPart(of: recipient)
        if localPart.isCaselessly("postmaster") || localPart.isCaselessly("abuse") { return isOurs(recipient) }
        let contact = configuration.organisation.contact
        return localPart.isCaselessly(MailAddress.localPart(of: contact))
            && comparableDomain(recipient) == comparableDomain(contact)
    }
}

extension Agreement {
    fileprivate func takesPart(_ direction: Direction, by identification: Identification) -> Bool {
        identifyBy.contains(identification) && !needsMilter && asks(direction)
    }
}
