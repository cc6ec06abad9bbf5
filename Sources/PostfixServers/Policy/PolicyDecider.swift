package import Logging
package import MandateCore
package import PostfixWire
internal import Synchronization

/// Turns one policy request into an answer and a record.
package final class PolicyDecider: Sendable {
    /// What is to be done with a request.
    package enum Outcome: Sendable {
        /// No opinion: the common answer, the same octets each time.
        case noOpinion
        /// Answer at once.
        case answer(PolicyReply)
        /// Record, and answer when that is done: `reply` where the record is committed, `otherwise` where it is not.
        case answerRecorded(DecisionRecord, reply: PolicyReply, otherwise: PolicyReply)
    }

    package let statistics: DecisionStatistics
    private let settings: Mutex<DecisionSettings>
    private let log: any DecisionLog
    private let host: String
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger

    package init(
        settings: DecisionSettings,
        statistics: DecisionStatistics,
        log: any DecisionLog,
        host: String,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.settings = Mutex(settings)
        self.statistics = statistics
        self.log = log
        self.host = host
        self.clock = clock
        self.logger = logger
    }

    /// Decides by other settings from now on.
    package func use(_ settings: DecisionSettings) { self.settings.withLock { $0 = settings } }

    /// Hands a refusal to the journal.
    func record(_ record: DecisionRecord, committed: @escaping @Sendable (Bool) -> Void) {
        log.record(record) { [statistics] isRecorded in
            if !isRecorded { statistics.countUnrecorded() }
            committed(isRecorded)
        }
    }

    /// Decides on one request.
    ///
    /// At RCPT an agreement's demands are held against the session. At END-OF-MESSAGE the records of the message get its queue
    /// id. At every other stage there is no opinion (DESIGN.md, section 5, rule 7).
    ///
    /// - Parameter octets: The request with the empty line that ends it.
    /// - Throws: ``MalformedRequest``: the request must get no answer.
    package func decide(_ octets: Span<UInt8>) throws(MalformedRequest) -> Outcome {
        statistics.countRequest()
        do {
            return try decide(PolicyRequest(parsing: octets), octets)
        } catch {
            statistics.countMalformed()
            throw error
        }
    }

    private func decide(_ request: PolicyRequest, _ octets: Span<UInt8>) throws(MalformedRequest) -> Outcome {
        let stage = request.value(.protocolState, in: octets)
        if stage.isText("RCPT") { return try decideRecipient(request, octets) }
        if stage.isText("END-OF-MESSAGE") { complete(request, octets) }
        if stage.isText("MAIL"), statistics.countMail() {
            logger.warning(
                "asked at MAIL but never at RCPT: nothing is enforced; use the service in smtpd_recipient_restrictions, or set smtpd_delay_reject=yes"
            )
        }
        return .noOpinion
    }

    private func decideRecipient(_ request: PolicyRequest, _ octets: Span<UInt8>) throws(MalformedRequest) -> Outcome {
        statistics.countRecipient()
        let settings = settings.withLock { $0 }
        let now = clock()
        let participants = settings.register.participants(
            sender: request.value(.sender, in: octets),
            recipient: request.value(.recipient, in: octets),
            clientName: request.value(.clientName, in: octets),
            clientAddress: request.value(.clientAddress, in: octets),
            on: now.day
        )
        if participants.isEmpty, settings.recording != .all {
            statistics.count(.noAgreement)
            return .noOpinion
        }
        let session = Session(
            clientAddress: request.text(.clientAddress, in: octets),
            observation: try request.observation(in: octets)
        )
        let decision = settings.register.decide(
            participants,
            recipient: request.text(.recipient, in: octets),
            session: session
        )
        statistics.count(decision)
        return try carryOut(decision, request, octets, settings, now: now)
    }

    private func carryOut(
        _ decision: Decision,
        _ request: PolicyRequest,
        _ octets: Span<UInt8>,
        _ settings: DecisionSettings,
        now: Timestamp
    ) throws(MalformedRequest) -> Outcome {
        let replies = settings.register.configuration.replies
        let reply = PolicyReply(decision, replies: replies)
        if decision.action != .accept, decision.mode == .enforce {
            let record = try self.record(of: decision, request, octets, settings, now: now)
            return .answerRecorded(record, reply: reply, otherwise: .unrecorded(replies: replies))
        }
        if settings.recording.includes(decision) {
            log.record(try self.record(of: decision, request, octets, settings, now: now))
        }
        return decision.action == .accept ? .noOpinion : .answer(reply)
    }

    /// An END-OF-MESSAGE request has the queue id that RCPT requests, before the first accepted recipient, lack.
    private func complete(_ request: PolicyRequest, _ octets: Span<UInt8>) {
        let instance = request.text(.instance, in: octets)
        let queueID = request.text(.queueID, in: octets)
        if !instance.isEmpty, !queueID.isEmpty { log.complete(instance: instance, queueID: queueID) }
    }

    private func record(
        of decision: Decision,
        _ request: PolicyRequest,
        _ octets: Span<UInt8>,
        _ settings: DecisionSettings,
        now: Timestamp
    ) throws(MalformedRequest) -> DecisionRecord {
        func text(_ attribute: PolicyAttribute) -> String? {
            let text = request.text(attribute, in: octets)
            return text.isEmpty ? nil : text
        }
        func address(_ attribute: PolicyAttribute) -> String {
            settings.addresses.kept(request.text(attribute, in: octets), isViolation: !decision.violations.isEmpty)
        }
        let subject = try request.name(.certificateSubject, in: octets)
        let issuer = try request.name(.certificateIssuer, in: octets)
        return DecisionRecord(
            time: now,
            host: host,
            frontend: .policy,
            stage: "RCPT",
            action: decision.action.word,
            mode: decision.mode,
            agreement: decision.agreement?.name,
            partner: decision.agreement?.partner,
            direction: decision.direction,
            violations: decision.violations,
            reply: decision.reply(settings.register.configuration.replies),
            queueID: text(.queueID),
            instance: text(.instance),
            clientAddress: text(.clientAddress),
            clientName: text(.clientName),
            heloName: text(.heloName),
            sender: address(.sender),
            recipients: [address(.recipient)],
            encryptionProtocol: text(.encryptionProtocol),
            encryptionCipher: text(.encryptionCipher),
            encryptionKeySize: Int(request.number(.encryptionKeySize, in: octets) ?? 0),
            certificateSubject: subject.isEmpty ? nil : subject,
            certificateIssuer: issuer.isEmpty ? nil : issuer,
            certificateFingerprint: text(.certificateFingerprint),
            saslUsername: text(.saslUsername).map {
                settings.addresses.kept($0, isViolation: !decision.violations.isEmpty)
            },
            policyContext: text(.policyContext),
            register: settings.register.digest
        )
    }
}
