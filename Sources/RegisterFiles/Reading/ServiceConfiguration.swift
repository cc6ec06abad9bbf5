package import MandateCore

/// What `tlsmandate.yaml` says about the service: where it listens, what it records and where.
package struct ServiceConfiguration: Sendable {
    /// Where decisions are recorded.
    package enum JournalLocation: Hashable, Sendable {
        /// A SQLite database; a relative path is below the state directory.
        case sqlite(path: String)
        /// systemd's journal.
        case systemd
    }

    /// What a record survives before the answer goes out.
    package enum JournalSync: String, CaseIterable, Sendable {
        /// The death of the process.
        case normal
        /// Also the loss of power.
        case full
    }

    /// Where Postfix or Sendmail logs.
    package enum MailLog: Hashable, Sendable {
        case journald
        case file(String)
    }

    package var policy: [ListenAddress] = []
    package var milter: ListenAddress?
    package var socketmap: [ListenAddress] = []
    /// The folder of the agreements, reached from the path of the configuration file.
    package var agreements = "agreements.d"
    package var journals: [JournalLocation] = [.sqlite(path: "journal.sqlite")]
    package var journalSync: JournalSync = .normal
    package var journalRecords: DecisionSettings.Recording = .agreements
    /// For how many days records are kept; nil: for ever.
    package var journalKeepDays: Int? = 400
    package var mailLog: MailLog = .journald
    package var logAddresses: AddressKeeping = .violations

    /// The front ends that have an address to listen on.
    package var frontends: Set<Frontend> {
        var listening: Set<Frontend> = []
        if !policy.isEmpty { listening.insert(.policy) }
        if milter != nil { listening.insert(.milter) }
        if !socketmap.isEmpty { listening.insert(.socketmap) }
        return listening
    }
}
