import Foundation
import Synchronization

/// A private, real Postfix: its configuration, queue, data and log in a folder of its own, its SMTP server on a
/// loopback port. It needs root, as Postfix does.
///
/// `stop()` it, before whoever made the folder removes it.
package final class PostfixInstance: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        /// With what the command said and what the log has.
        case start(String)
        case stop(String)
        /// Processes of before still run.
        case reload(String)
        case noLogLine(String, log: String)

        package var description: String {
            switch self {
            case .start(let text): "Postfix does not start: \(text)"
            case .stop(let text): "Postfix does not stop: \(text)"
            case .reload(let text): "Postfix goes on with what it knew before it was reloaded: \(text)"
            case .noLogLine(let wanted, let log): "no \"\(wanted)\" in the log of Postfix:\n\(log)"
            }
        }
    }

    package let port: Int
    private let folder: TemporaryFolder
    private let isStopped = Mutex(false)
    /// Where the log is, for a program that reads mail logs.
    package var logFile: String { folder.path("maillog") }
    /// The folder of main.cf and master.cf, for `postfix -c`.
    package var configuration: String { folder.path("conf") }

    /// Starts Postfix in the folder `name` inside `folder`, and waits until its SMTP server greets and, with a server
    /// certificate, offers STARTTLS. Throws `Failure.start`.
    package init(
        in folder: TemporaryFolder,
        named name: String = "postfix",
        _ settings: PostfixSettings = PostfixSettings()
    ) throws {
        self.folder = try folder.folder(name)
        port = try LoopbackPort.free()
        let texts = PostfixConfiguration(settings: settings, folder: self.folder, port: port)
        _ = try self.folder.folder("queue")
        let target = try self.folder.folder("conf")
        try Self.age(file: target.write(texts.main, to: "main.cf"))
        try target.write(texts.master, to: "master.cf")
        // Ends when master(8) is initialised: its sockets are open then.
        let start = try Self.start(settings, configuration: target)
        guard start.succeeded else {
            isStopped.withLock { $0 = true }
            throw Failure.start("\(start.standardError)\n\(log)")
        }
        do {
            try checkSession(startsTLS: settings.serverCertificate != nil)
        } catch {
            let found = "\(error)\n\(log)"
            try? stop()
            throw Failure.start(found)
        }
    }

    /// With hosts or a name server of its own Postfix runs in a mount namespace in which they stand in the place of the system's.
    private static func start(
        _ settings: PostfixSettings,
        configuration: TemporaryFolder
    ) throws -> ChildProcess.Finished {
        let command = ["-c", configuration.path, "start"]
        var files: [String: String] = [:]
        if !settings.hosts.isEmpty {
            files = ["hosts": Self.hosts(settings.hosts), "nsswitch.conf": "hosts: files\n"]
        } else if let server = settings.nameServer {
            files = ["resolv.conf": "nameserver \(server)\n", "nsswitch.conf": "hosts: files dns\n"]
        }
        guard !files.isEmpty else { return try ChildProcess.run("postfix", command) }
        let mounts = try files.map { name, text in
            "mount --bind '\(try configuration.write(text, to: name))' /etc/\(name)"
        }
        let script = (["mount --make-rprivate /"] + mounts + ["exec postfix \"$@\""]).joined(separator: " && ")
        return try ChildProcess.run("unshare", ["--mount", "sh", "-c", script, "sh"] + command)
    }

    /// Lets names lead elsewhere, in an instance that has hosts of its own. Throws `TemporaryFolder.Failure`.
    package func lead(_ hosts: [String: String]) throws {
        // In place: the mount is of the file, not of its name.
        let file = FileHandle(forWritingAtPath: folder.path("conf/hosts"))
        try file?.truncate(atOffset: 0)
        try file?.write(contentsOf: Data(Self.hosts(hosts).utf8))
        try file?.close()
    }

    private static func hosts(_ hosts: [String: String]) -> String {
        (["127.0.0.1 localhost"] + hosts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })
            .map { $0 + "\n" }.joined()
    }

    /// Nothing stays behind when a test fails before its `stop()`.
    deinit {
        try? stop()
    }

    /// Makes a file older than it is: each Postfix program that reads a main.cf which changed within the last second
    /// waits for it to "cool down" (dict_load_file_xt in Postfix's dict.c).
    private static func age(file: String) throws {
        let date = Date(timeIntervalSinceNow: -60)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
    }

    /// A session as far as EHLO, and STARTTLS. Errors in main.cf that only smtpd(8) reads show here first, and so does
    /// a certificate it cannot load: it offers STARTTLS all the same.
    private func checkSession(startsTLS: Bool) throws {
        let client = try SMTPClient(to: .loopback(port), readsGreeting: false)
        defer { client.close() }
        let greeting = try awaitGreeting(client, until: Deadline())
        guard greeting.code == 220 else { throw SMTPClient.Failure.refused(command: "connect", greeting) }
        let reply = try client.ehlo()
        guard reply.code == 250 else { throw SMTPClient.Failure.refused(command: "EHLO", reply) }
        if startsTLS { try client.startTLS() }
        client.quit()
    }

    /// An smtpd(8) that dies before its greeting is started again and again by master(8), while the client waits: so
    /// the log is looked at between.
    private func awaitGreeting(_ client: SMTPClient, until deadline: Deadline) throws -> SMTPReply {
        while true {
            do {
                return try client.readReply(within: .milliseconds(200))
            } catch StreamSocket.Failure.timedOut where !deadline.hasPassed && !log.contains(": fatal: ") {
                continue
            }
        }
    }

    /// Stops Postfix and checks that its master process is gone, which takes all its other processes with it.
    /// Throws `Failure.stop` where it was not running, or had to be killed. A second call does nothing.
    package func stop() throws {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        let stop = try ChildProcess.run("postfix", ["-c", configuration, "stop"])
        guard let process = masterProcess else { throw Failure.stop(stop.standardError) }
        let isGone: Bool? = Deadline().poll { isRunning(process: process) ? nil : true }
        guard isGone == true else {
            kill(-process, SIGKILL)
            throw Failure.stop("process \(process) was killed: \(stop.standardError)\n\(log)")
        }
        guard stop.succeeded else { throw Failure.stop("\(stop.standardError)\n\(log)") }
    }

    /// Makes Postfix read its configuration again, and waits until those of its processes that know the old one have ended,
    /// which they do when they are idle. Throws `ChildProcess.Failure`, `Failure.reload`.
    package func reload() throws {
        let command = ["-c", configuration, "reload"]
        guard let process = masterProcess else { throw Failure.reload("it does not run") }
        let isDone = try PostfixMaster(identifier: process).replaceProcesses {
            try ChildProcess.output(of: "postfix", command)
        }
        guard isDone else { throw Failure.reload(log) }
    }

    /// The process of master(8); Postfix leaves the file behind when it stops.
    package var masterProcess: Int32? {
        let text = try? String(contentsOfFile: folder.path("queue/pid/master.pid"), encoding: .utf8)
        return text.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// Runs one of Postfix's own commands on this instance: `tool("postcat", ["-q", id])`. Returns its output.
    /// Throws `ChildProcess.Failure`.
    @discardableResult
    package func tool(_ name: String, _ arguments: [String]) throws -> String {
        try ChildProcess.output(of: name, ["-c", configuration] + arguments)
    }
}
