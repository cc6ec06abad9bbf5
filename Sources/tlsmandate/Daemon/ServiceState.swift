import DecisionJournal
import Glibc
import Logging
import MandateCore
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
        var journalKeepDays: Int?
        var failedReload: FailedReload?
        var isRunningOnCopy = false
    }

    private let mutable: Mutex<Mutable>
    private let started: Timestamp
    private let frontEnds: FrontEnds
    private let statistics: DecisionStatistics
    private let journals: Journals
    private let service: ServiceConfiguration

    init(_ loaded: LoadedRegister, frontEnds: FrontEnds, statistics: DecisionStatistics, journals: Journals) {
        started = .now
        mutable = Mutex(
            Mutable(register: loaded.register, loaded: started, journalKeepDays: loaded.service.journalKeepDays)
        )
        self.frontEnds = frontEnds
        self.statistics = statistics
        self.journals = journals
        service = loaded.service
    }

    /// Has another register decide from now on. What only a start can change is said, not passed over.
    func reload(_ loaded: LoadedRegister, logger: Logger) {
        let service = loaded.service
        journals.writer.use(StoredRegister(loaded))
        frontEnds.use(loaded)
        mutable.withLock {
            $0 = Mutable(register: loaded.register, loaded: .now, journalKeepDays: service.journalKeepDays)
        }
        if service.policy != self.service.policy || service.milter != self.service.milter
            || service.socketmap != self.service.socketmap
            || service.journals != self.service.journals
            || service.journalSync != self.service.journalSync
        {
            logger.warning("'listen', 'journal' and 'journal-sync' take effect at the next start; they have changed")
        }
    }

    /// For how many days records are kept; nil: for ever.
    var journalKeepDays: Int? { mutable.withLock { $0.journalKeepDays } }

    /// Notes that the register's files have errors.
    ///
    /// - Parameter isRunningOnCopy: Whether the service started on the copy of the last good register for that.
    func failed(_ errors: [String], isRunningOnCopy: Bool) {
        mutable.withLock {
            $0.failedReload = FailedReload(time: Timestamp.now.text, errors: errors)
            if isRunningOnCopy { $0.isRunningOnCopy = true }
        }
    }

    /// The state at this moment.
    var report: StatusReport {
        let held = mutable.withLock { $0 }
        let health = journals.writer.health
        let counts = statistics.counts
        return StatusReport(
            version: Tlsmandate.version,
            pid: Int(getpid()),
            started: started.text,
            register: held.register.digest,
            agreements: held.register.agreements.count,
            domains: held.register.domainCount,
            loaded: held.loaded.text,
            failedReload: held.failedReload,
            listeners: frontEnds.listeners,
            connections: frontEnds.connections,
            journal: StatusReport.Journal(
                url: journals.urls.joined(separator: " "),
                healthy: health.failure == nil,
                failure: health.failure,
                recorded: health.recorded,
                lost: health.lost
            ),
            counts: counts,
            warnings: warnings(counts, held)
        )
    }

    private func warnings(_ counts: DecisionStatistics.Counts, _ held: Mutable) -> [String] {
        var warnings: [String] = []
        if held.isRunningOnCopy {
            warnings.append(
                "started on a copy of the last register without errors, since its files have some; mend them and reload"
            )
        }
        if counts.isAskedTooEarly {
            warnings.append("asked at MAIL but never at RCPT: nothing is enforced; see smtpd_delay_reject")
        }
        let today = Timestamp.now.day
        for agreement in held.register.agreements where agreement.mode != .off {
            if let until = agreement.validity.until, until < today, held.register.end(of: agreement) == nil {
                warnings.append("agreement \(agreement.name) ended on \(until.text) and stays in force; renew it")
            }
        }
        return warnings
    }
}
