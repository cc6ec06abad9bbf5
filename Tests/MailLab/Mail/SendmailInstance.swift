import Foundation
import Synchronization

/// A private, real Sendmail beside the system's Postfix: its configuration, queue, delivered mail and log in a folder of
/// its own, its SMTP server on a loopback port, and its own view of names (`SendmailSettings.Client`). It needs root,
/// and the right to make namespaces (CAP_SYS_ADMIN).
///
/// `stop()` it, before whoever made the folder removes it.
package final class SendmailInstance: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        /// With what it said and what the log has.
        case start(String)
        case stop(String)
        case noLogLine(String, log: String)
        case notDelivered(queueID: String, log: String)

        package var description: String {
            switch self {
            case .start(let text): "Sendmail does not start: \(text)"
            case .stop(let text): "Sendmail does not stop: \(text)"
            case .noLogLine(let wanted, let log): "no \"\(wanted)\" in the log of Sendmail:\n\(log)"
            case .notDelivered(let queueID, let log): "\(queueID) is not delivered; the log of Sendmail:\n\(log)"
            }
        }
    }

    package let port: Int
    let folder: TemporaryFolder
    private let unpacked: UnpackedSendmail
    private let systemLog: SystemLog
    private let process: ChildProcess
    private let isStopped = Mutex(false)
    /// Where the log is, for a program that reads mail logs.
    package var logFile: String { systemLog.file }
    /// sendmail.cf, for `sendmail -C`.
    package var configuration: String { folder.path("conf/sendmail.cf") }

    /// Starts Sendmail in the folder `name` inside `folder`, and waits until its SMTP server greets and, with a server
    /// certificate, starts TLS. Throws `Failure.start`, or where `make test` has not unpacked Sendmail.
    package init(
        in folder: TemporaryFolder,
        named name: String = "sendmail",
        _ settings: SendmailSettings = SendmailSettings()
    ) throws {
        unpacked = try UnpackedSendmail()
        self.folder = try folder.folder(name)
        port = try LoopbackPort.free()
        let namespace = SendmailNamespace(
            folder: self.folder,
            program: unpacked.folder,
            hostName: settings.hostName
        )
        try namespace.prepare()
        let texts = SendmailConfiguration(settings: settings, folder: self.folder, port: port)
        try Self.write(texts, in: self.folder, entering: namespace.script, with: unpacked)
        systemLog = try SystemLog(
            socket: self.folder.path("dev/log"),
            file: self.folder.path("maillog"),
            hostName: settings.hostName
        )
        process = try ChildProcess(
            "unshare",
            namespace.arguments + [unpacked.executable, "-bD", "-C", self.folder.path("conf/sendmail.cf")],
            environment: unpacked.environment
        )
        do {
            try checkSession(startsTLS: settings.serverCertificate != nil)
        } catch {
            let found = "\(error)\n\(process.standardOutput)\(process.standardError)\n\(log)"
            try? stop()
            throw Failure.start(found)
        }
    }

    /// Writes all files, and has sendmail.cf made. The certificates are copied: Sendmail checks who may write to them.
    private static func write(
        _ texts: SendmailConfiguration,
        in folder: TemporaryFolder,
        entering script: String,
        with unpacked: UnpackedSendmail
    ) throws {
        for name in ["queue", "delivered"] { _ = try folder.folder(name, mode: 0o700) }
        // It logs an error after each session where this is not there.
        try folder.folder("run", mode: 0o700).write("", to: "statistics")
        let target = try folder.folder("conf")
        _ = try target.folder("trusted")
        for (name, text) in SendmailConfiguration.resolver { try target.write(text, to: name) }
        try target.write(texts.hosts, to: "hosts")
        try target.write(texts.mailerTable, to: "mailertable")
        try target.write(texts.deliver, to: "deliver", mode: 0o755)
        try target.write(script, to: "enter")
        if let certificate = texts.settings.serverCertificate {
            try target.write(contents(of: certificate.chainFile), to: "server.pem")
            try target.write(contents(of: certificate.keyFile), to: "server.key", mode: 0o600)
            let trusted = texts.settings.trustFile ?? certificate.chainFile
            try target.write(contents(of: trusted), to: "trusted.pem")
        }
        let source = try target.write(texts.main, to: "sendmail.mc")
        try target.write(unpacked.configuration(from: source), to: "sendmail.cf")
    }

    private static func contents(of file: String) throws -> String {
        try String(contentsOfFile: file, encoding: .utf8)
    }

    /// Nothing stays behind when a test fails before its `stop()`.
    deinit {
        try? stop()
    }

    /// A session as far as EHLO, and STARTTLS: a certificate that Sendmail cannot load shows there.
    private func checkSession(startsTLS: Bool) throws {
        // One that ends at once is not waited for. The log tells: each connection would be one more for the milters.
        let isRunning: Bool? = Deadline().poll {
            guard process.status == nil else { return false }
            return log.contains("started as:") ? true : nil
        }
        guard isRunning == true else { throw StreamSocket.Failure.connect(.loopback(port), errno: ECONNREFUSED) }
        let client = try SMTPClient(port: port)
        defer { client.close() }
        let reply = try client.ehlo()
        guard reply.code == 250 else { throw SMTPClient.Failure.refused(command: "EHLO", reply) }
        if startsTLS { try client.startTLS() }
        client.quit()
    }

    /// Stops Sendmail and waits until all its processes are gone: the namespace's first ends only after them.
    /// Throws `Failure.stop` where it was not running, or had to be killed. A second call does nothing.
    package func stop() throws {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        defer { systemLog.close() }
        let wasRunning = process.signalGroup(SIGTERM)
        guard let status = process.wait() else {
            process.killGroup()
            throw Failure.stop("it was killed\n\(log)")
        }
        guard wasRunning, status == .exited(0) else {
            throw Failure.stop("\(status)\n\(process.standardError)\n\(log)")
        }
    }

    /// Runs sendmail(8) on this instance, in its view of the system: `tool(["-bt"], input: …)`. Returns its output.
    /// Throws `ChildProcess.Failure`.
    @discardableResult
    package func tool(_ arguments: [String], input: String = "") throws -> String {
        try ChildProcess.output(
            of: "nsenter",
            entering + arguments,
            environment: unpacked.environment,
            input: input
        )
    }

    /// A session with `sendmail -bs` by its standard input, as local programs have it; returns the replies. Each command waits for
    /// the reply to the one before, which Sendmail insists on. Throws `ChildProcess.Failure`.
    package func converse(_ lines: [String]) throws -> String {
        // $0 is the file of the replies.
        let script = """
            speak() {
                due=1 text=no
                while read -r line; do
                    until [ $text = yes ] || [ "$(grep -c '^[0-9][0-9][0-9] ' "$0")" -ge $due ]; do sleep 0.02; done
                    printf '%s\\r\\n' "$line"
                    case $text$line in
                    noDATA) text=yes due=$((due + 1)); until grep -q '^[345][0-9][0-9] ' "$0"; do sleep 0.02; done ;;
                    no*) due=$((due + 1)) ;;
                    yes.) text=no due=$((due + 1)) ;;
                    esac
                done
            }
            : > "$0"
            speak | nsenter "$@" -bs > "$0"
            cat "$0"
            """
        return try ChildProcess.output(
            of: "sh",
            ["-c", script, folder.path("replies-\(UUID().uuidString)")] + entering,
            environment: unpacked.environment,
            input: lines.map { $0 + "\n" }.joined()
        )
    }

    /// Arguments of nsenter(1) that run sendmail(8) in the instance's view of the system.
    private var entering: [String] {
        ["--target", "\(process.identifier)", "--mount", "--uts", unpacked.executable, "-C", configuration]
    }
}
