import Foundation

/// The real service, `tlsmandate serve`, as systemd runs it: RUNTIME_DIRECTORY, STATE_DIRECTORY and NOTIFY_SOCKET set.
package final class ServiceProcess: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        /// It ended before it was ready; with its standard error.
        case exited(ChildProcess.Status, String)
        /// It was not ready within the limit, and was killed; with its standard error.
        case notReady(String)
        case noNotification(String, received: [String])

        package var description: String {
            switch self {
            case .exited(let status, let text): "the service ended with \(status): \(text)"
            case .notReady(let text): "the service was not ready in time: \(text)"
            case .noNotification(let wanted, let received): "no notification \(wanted): \(received)"
            }
        }
    }

    private struct Events {
        var notifications: [String] = []
        var status: ChildProcess.Status?
    }

    private let child: ChildProcess
    private let notifySocket: NotifySocket
    private let events: Watched<Events>

    /// Starts the service and waits until it reports READY=1.
    ///
    /// - `configuration`: the path of tlsmandate.yaml.
    /// - `folder`: holds its runtime folder `run` and its state folder `state`, which are made if not there, and the
    ///   notify socket.
    ///
    /// Throws `Failure.exited` or `Failure.notReady`, `ChildProcess.Failure` where it cannot be started.
    package init(
        _ executable: String,
        configuration: String,
        in folder: TemporaryFolder,
        environment: [String: String] = [:],
        within limit: Duration = Deadline.patience
    ) throws {
        let events = Watched(Events())
        self.events = events
        let path = folder.path("notify-\(UInt32.random(in: 0...UInt32.max))")
        notifySocket = try NotifySocket(path: path) { message in
            events.update { $0.notifications.append(message) }
        }
        let places = [
            "RUNTIME_DIRECTORY": try folder.folder("run").path,
            "STATE_DIRECTORY": try folder.folder("state").path,
            "NOTIFY_SOCKET": path,
        ]
        child = try ChildProcess(
            executable,
            ["serve", "--config", configuration],
            environment: places.merging(environment) { _, new in new }
        ) { status in
            events.update { $0.status = status }
        }
        try awaitReady(within: limit)
    }

    /// Nothing stays behind when a test fails before its `stop()`.
    deinit {
        child.killGroup()
    }

    private func awaitReady(within limit: Duration) throws {
        let isReady = events.wait(until: Deadline(limit)) { events -> Bool? in
            if events.notifications.contains(where: { $0.hasLine("READY=1") }) { return true }
            return events.status == nil ? nil : false
        }
        switch isReady {
        case true: return
        case false: throw Failure.exited(events.value.status ?? .exited(-1), standardError)
        default:
            kill()
            throw Failure.notReady(standardError)
        }
    }

    package var identifier: Int32 { child.identifier }
    package var standardError: String { child.standardError }
    package var standardOutput: String { child.standardOutput }

    /// Nil while it runs.
    package var status: ChildProcess.Status? { child.status }

    /// All messages it sent to the notify socket; each may have several lines.
    package var notifications: [String] { events.value.notifications }

    /// Waits for a message with the line `line`, and returns the message.
    ///
    /// - `skipping`: how many messages at the start do not count; `notifications.count` taken before the cause.
    ///
    /// Throws `Failure.noNotification`.
    @discardableResult
    package func awaitNotification(
        _ line: String,
        skipping: Int = 0,
        within limit: Duration = Deadline.patience
    ) throws -> String {
        let found = events.wait(until: Deadline(limit)) { events in
            events.notifications.dropFirst(skipping).first { $0.hasLine(line) }
        }
        guard let found else { throw Failure.noNotification(line, received: notifications) }
        return found
    }

    /// SIGUSR1: it reads its files again. Returns at once.
    package func reload() {
        child.signal(SIGUSR1)
    }

    /// SIGSTOP, and waits until none of its threads runs any more, and all that it had sent to the notify socket has been read.
    /// Throws `POSIXError`, `Failure.noNotification`.
    package func freeze() throws {
        child.signal(SIGSTOP)
        let tasks = "/proc/\(identifier)/task"
        let isFrozen = try Deadline().poll { () -> Bool? in
            let states = try FileManager.default.contentsOfDirectory(atPath: tasks).map { task in
                // The state follows the name, which is in parentheses (proc(5)).
                try String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)
                    .split(separator: ")").last?.split(separator: " ").first
            }
            return states.allSatisfy { $0 == "T" } ? true : nil
        }
        guard isFrozen == true else { throw POSIXError(.ETIMEDOUT) }
        // Datagrams come in the order in which they were sent.
        let mark = "X_FROZEN=\(UInt64.random(in: 0...UInt64.max))"
        try notifySocket.send(mark)
        try awaitNotification(mark)
    }

    /// SIGTERM, and waits for the end: the status, nil where it had to be killed after `limit`, and how long it took.
    @discardableResult
    package func stop(within limit: Duration = Deadline.patience) -> (status: ChildProcess.Status?, duration: Duration)
    {
        let clock = ContinuousClock()
        let start = clock.now
        child.signal(SIGTERM)
        let status = child.wait(within: limit)
        let duration = start.duration(to: clock.now)
        if status == nil { child.killGroup() }
        notifySocket.close()
        return (status, duration)
    }

    /// SIGKILL, as a power cut would end it, and waits until it is gone.
    package func kill() {
        child.signal(SIGKILL)
        _ = child.wait()
        notifySocket.close()
    }
}

extension String {
    fileprivate func hasLine(_ line: String) -> Bool {
        split(separator: "\n").contains { $0 == line }
    }
}
