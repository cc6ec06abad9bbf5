/// A journal that is written.
package enum JournalTarget: Sendable {
    /// A SQLite database; it is made if it is not there.
    ///
    /// - Parameters:
    ///   - survivesPowerLoss: Whether a commit waits for the disk.
    ///   - patience: How long a file that another program has locked is waited for.
    case sqlite(path: String, survivesPowerLoss: Bool, patience: Duration = JournalLimits.lockPatience)
    /// systemd's journal.
    ///
    /// - Parameters:
    ///   - socket: Where journald takes entries.
    ///   - patience: How long one batch, and so a refusal's answer, waits for a journald that does not empty its socket.
    case systemd(socket: String, patience: Duration)

    /// The journal of this host's systemd.
    package static var systemd: JournalTarget {
        .systemd(socket: SystemdStore.defaultSocket, patience: SystemdLimits.patience)
    }

    /// As the configuration names it.
    package var url: String {
        switch self {
        case .sqlite(let path, _, _): "sqlite:\(path)"
        case .systemd: "systemd:"
        }
    }

    func store() -> any JournalStore {
        switch self {
        case .sqlite(let path, let survivesPowerLoss, let patience):
            SQLiteStore(path: path, synchronous: survivesPowerLoss ? "FULL" : "NORMAL", patience: patience)
        case .systemd(let socket, let patience): SystemdStore(socket: socket, patience: patience)
        }
    }
}
