internal import Dispatch
package import MandateCore
internal import Synchronization

/// Where a milter's decisions are recorded and counted.
package struct MilterJournal: Sendable {
    /// The stages at which a milter decides, in Postfix's words.
    enum Stage: String {
        case recipient = "RCPT"
        case data = "DATA"
        case endOfMessage = "END-OF-MESSAGE"
    }

    /// What a record says of a session and its message beside the decision.
    struct Subject {
        var sender: String
        var recipients: [String]
        var classes: [String] = []
        var messageID: String?
        var heloName: String?
        var observed: MilterObservation
    }

    private let log: any DecisionLog
    private let host: String
    let statistics: DecisionStatistics
    let clock: @Sendable () -> Timestamp

    package init(
        log: any DecisionLog,
        host: String,
        statistics: DecisionStatistics,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.log = log
        self.host = host
        self.statistics = statistics
        self.clock = clock
    }

    /// Records behind the answer.
    func record(_ records: [DecisionRecord]) {
        for record in records { log.record(record) }
    }

    /// Records, and waits until that is done: the thread is the session's own, which has nothing else to do.
    ///
    /// - Returns: Whether all records survive the death of the process.
    func commit(_ records: [DecisionRecord]) -> Bool {
        let group = DispatchGroup()
        let areCommitted = Mutex(true)
        for record in records {
            group.enter()
            log.record(record) { isCommitted in
                if !isCommitted { areCommitted.withLock { $0 = false } }
                group.leave()
            }
        }
        group.wait()
        let isDone = areCommitted.withLock { $0 }
        if !isDone { statistics.countUnrecorded() }
        return isDone
    }

    /// The record of a decision.
    func record(
        of decision: Decision,
        at stage: Stage,
        _ subject: Subject,
        _ settings: DecisionSettings,
        now: Timestamp
    ) -> DecisionRecord {
        let observed = subject.observed
        let observation = observed.observation
        let encryption = observation.encryption.value
        let certificate = observation.certificate.value
        func kept(_ address: String) -> String {
            settings.addresses.kept(address, isViolation: !decision.violations.isEmpty)
        }
        return DecisionRecord(
            time: now,
            host: host,
            frontend: .milter,
            stage: stage.rawValue,
            action: decision.action.word,
            mode: decision.mode,
            agreement: decision.agreement?.name,
            partner: decision.agreement?.partner,
            direction: decision.direction,
            classes: subject.classes,
            violations: decision.violations,
            reply: decision.reply(settings.register.configuration.replies),
            queueID: observed.queueID,
            messageID: subject.messageID,
            clientAddress: observed.clientAddress,
            clientName: observed.clientName,
            heloName: subject.heloName,
            sender: kept(subject.sender),
            recipients: subject.recipients.map(kept),
            encryptionProtocol: encryption?.protocolName,
            encryptionCipher: encryption?.cipher,
            encryptionKeySize: encryption?.bits ?? 0,
            certificateSubject: certificate?.subject.value,
            certificateIssuer: certificate?.issuer.value,
            saslUsername: observed.authenticated.map(kept),
            register: settings.register.digest
        )
    }
}
