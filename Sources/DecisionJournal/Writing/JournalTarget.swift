/// A journal that is written.
package enum JournalTarget: Sendable {
    /// A SQLite database; it is made if it is not there.
    ///
    /// - Parameter survivesPowerLoss: Whether a commit waits for the disk.
    case sqlite(path: String, survivesPowerLoss: Bool)
    /// systemd's journal.
    ///
    /// - Parameter socket: Where journald takes entries.
    case systemd(socket: String)

    /// The journal of this host's systemd.
    package static var systemd: JournalTarget { .systemd(socket: SystemdStore.defaultSocket) }

    /// As the configuration names it.
    package var url: String {
        switch self {
        case .sqlite(let path, _): "sqlite:\(path)"
        case .systemd: "systemd:"
        }
    }

    func store() -> any JournalStore {
        switch self {
        case .sqlite(let path, let survivesPowerLoss):
            SQLiteStore(path: path, synchronous: survivesPowerLoss ? "FULL" : "NORMAL")
        case .systemd(let socket): SystemdStore(socket: socket)
        }
    }
}
