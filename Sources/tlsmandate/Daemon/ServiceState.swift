import DecisionJournal
import Logging
import MandateCore
import Milter
import PostfixServers
import RegisterFiles
import Synchronization

/// What the running service holds, for `status`.
final class ServiceState: Sendable {
    struct FailedReload: Codable, Sendable {
        let time: String
        let errors: [String]
    }

    private struct Mutable {
        var register: Register
        var loaded: Timestamp
        var failedReload: FailedReload?
    }

    private let mutable: Mutex<Mutable>
    private let started: Timestamp
    private let decider: PolicyDecider
    private let statistics: DecisionStatistics
    private let policy: PolicyServer
    private let journal: JournalWriter
    private let journalURL: String
    private let milter: MilterService?
    private let listeners: [StatusReport.Listener]
    private let service: ServiceConfiguration

    init(
        register: Register,
        decider: PolicyDecider,
        statistics: DecisionStatistics,
        policy: PolicyServer,
        milter: MilterService?,
        journal: JournalWriter,
        journalURL: String,
        listeners: [StatusReport.Listener],
        service: ServiceConfiguration
    ) {
        started = .now
        mutable = Mutex(Mutable(register: register, loaded: started))
        self.decider = decider
        self.statistics = statistics
        self.policy = policy
        self.milter = milter
        self.journal = journal
        self.journalURL = journalURL
        self.listeners = listeners
        self.service = service
    }

    /// Has another register decide from now on. What only a start can change is said, not passed over.
    func reload(_ loaded: LoadedRegister, logger: Logger) {
        let service = loaded.service
        let settings = DecisionSettings(loaded)
        journal.use(StoredRegister(loaded))
        decider.use(settings)
        milter?.use(MilterPlan(settings))
        mutable.withLock { $0 = Mutable(register: loaded.register, loaded: .now) }
        if service.policy != self.service.policy || service.milter != self.service.milter
            || service.journals != self.service.journals
            || service.journalSync != self.service.journalSync
        {
            logger.warning("'listen', 'journal' and 'journal-sync' take effect at the next start; they have changed")
        }
    }

    func failed(_ errors: [String]) {
        mutable.withLock { $0.failedReload = FailedReload(time: Timestamp.now.text, errors: errors) }
    }

    /// The state at this moment.
    var report: StatusReport {
        let held = mutable.withLock { $0 }
        let health = journal.health
        let counts = statistics.counts
        let agreements = held.register.agreements
        return StatusReport(
            version: Tlsmandate.version,
            pid: ProcessID.own,
            started: started.text,
            register: held.register.digest,
            agreements: agreements.count,
            domains: held.register.domainCount,
            loaded: held.loaded.text,
            failedReload: held.failedReload,
            listeners: listeners,
            connections: policy.connections,
            journal: StatusReport.Journal(
                url: journalURL,
                healthy: health.failure == nil,
                failure: health.failure,
                recorded: health.recorded,
                lost: health.lost
            ),
            counts: counts,
            warnings: warnings(counts, agreements)
        )
    }

    private func warnings(_ counts: DecisionStatistics.Counts, _ agreements: [Agreement]) -> [String] {
        var warnings: [String] = []
        if counts.isAskedTooEarly {
            warnings.append("asked at MAIL but never at RCPT: nothing is enforced; see smtpd_delay_reject")
        }
        let today = Timestamp.now.day
        for agreement in agreements where agreement.mode != .off {
            if let until = agreement.validity.until, until < today {
                warnings.append("agreement \(agreement.name) ended on \(until.text) and stays in force; renew it")
            }
        }
        return warnings
    }
}
