import Foundation

/// A private systemd-journald: real, with folders of its own in place of the system's. Needs root.
///
/// It runs in a mount namespace (namespaces(7)) in which its configuration, its sockets and its journal are the lab's, so that
/// several run beside each other and beside the system's. What it sees as /run/systemd/journal and /var/log/journal are folders of
/// the instance: its socket and its files are reached from outside by their paths there.
package final class JournaldInstance: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case notStarted(log: String)

        package var description: String {
            switch self {
            case .notStarted(let log): "systemd-journald does not start: \(log)"
            }
        }
    }

    private static let program = "/lib/systemd/systemd-journald"

    package let folder: TemporaryFolder
    /// Where it takes entries.
    package let socket: String
    /// The folder with its files, also when it has ended.
    package let journal: String
    private let process = Watched<ChildProcess?>(nil)

    /// Starts it.
    ///
    /// - Parameters:
    ///   - machine: The machine id that its entries get: 32 hexadecimal digits.
    ///   - settings: Lines of journald.conf(5), added to those of the lab.
    package init(machine: String = "0123456789abcdef0123456789abcdef", settings: [String] = []) throws {
        folder = try TemporaryFolder()
        socket = folder.path("run/socket")
        journal = folder.path("journal")
        // Storage=persistent begins in /var/log/journal only when the boot has come that far.
        try folder.folder("run").write("", to: "flushed")
        _ = try folder.folder("journal")
        let lines =
            [
                "[Journal]", "Storage=persistent", "RateLimitIntervalSec=0", "ReadKMsg=no", "Audit=no",
                "SplitMode=none", "ForwardToSyslog=no", "ForwardToWall=no",
            ] + settings
        try folder.write(lines.joined(separator: "\n") + "\n", to: "journald.conf")
        try folder.write(machine + "\n", to: "machine-id")
        try folder.write(script, to: "enter")
        try start()
    }

    deinit {
        stop()
        folder.remove()
    }

    /// The process id of journald; nil when it does not run.
    package var identifier: Int32? { process.value?.identifier }

    /// Starts it again, on the files that it left, and waits until it says that it is ready. Its socket is there before: what is
    /// sent to it then comes without the sender's user, which journald has the kernel tell only afterwards.
    package func start() throws {
        unlink(socket)
        let isReady = Watched(false)
        let notifySocket = try NotifySocket(path: folder.path("notify-\(UInt32.random(in: 0...UInt32.max))")) {
            message in
            if message.split(separator: "\n").contains("READY=1") { isReady.update { $0 = true } }
        }
        defer { notifySocket.close() }
        let child = try ChildProcess(
            "unshare",
            ["--mount", "sh", folder.path("enter")],
            environment: ["NOTIFY_SOCKET": notifySocket.path]
        )
        process.update { $0 = child }
        let isStarted = Deadline().poll { isReady.value ? true : child.status.map { _ in false } }
        guard isStarted == true else { throw Failure.notStarted(log: child.standardError) }
    }

    /// Ends it; its socket stays, with nobody behind it.
    package func stop() {
        process.value?.terminate()
        process.update { $0 = nil }
    }

    /// Keeps it from doing anything, until ``resume()``.
    package func pause() { process.value?.signal(SIGSTOP) }

    package func resume() { process.value?.signal(SIGCONT) }

    /// Runs a program in the instance's namespace: what it logs by sd_journal_send(3) or syslog(3)'s means comes to the instance.
    @discardableResult
    package func run(_ program: String, _ arguments: [String], input: String = "") throws -> String {
        let command = ["--mount", "--target", "\(identifier ?? 0)", program] + arguments
        return try ChildProcess.output(of: "nsenter", command, input: input)
    }

    private var script: String {
        """
        set -eu
        mount --make-rprivate /
        mount -t tmpfs tmpfs /run/systemd
        mkdir /run/systemd/journal
        mount --bind '\(folder.path("run"))' /run/systemd/journal
        mount -t tmpfs tmpfs /run/log
        mkdir -p /var/log/journal
        mount --bind '\(journal)' /var/log/journal
        mount --bind '\(folder.path("journald.conf"))' /etc/systemd/journald.conf
        mount --bind '\(folder.path("machine-id"))' /etc/machine-id
        exec \(Self.program)

        """
    }
}
