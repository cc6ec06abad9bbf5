import Foundation

/// A throw-away machine: this one, in namespaces of its own (namespaces(7)). Its /etc, /var, /run, /root and /usr/bin are copies that
/// are gone with it, its network is a loopback interface with addresses of its own: what an administrator's command changes there changes
/// nothing here, and port 25 is free. Needs root.
package final class Machine: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case start(String)

        package var description: String {
            switch self {
            case .start(let text): "the machine does not start: \(text)"
            }
        }
    }

    private let process: ChildProcess

    /// Makes it; nothing runs there yet.
    ///
    /// - Parameters:
    ///   - folder: Seen there under the same path; holds the machine's changed files.
    ///   - addresses: Of its loopback interface, beside 127.0.0.1.
    ///   - programs: Programs that are there in /usr/bin, by name, with the paths at which they are here.
    package init(
        in folder: TemporaryFolder,
        hostName: String,
        addresses: [String],
        programs: [String: String]
    ) throws {
        let changes = try folder.folder("changes").path
        let lines =
            [
                "set -eu", "mount --make-rprivate /", "mount -t tmpfs tmpfs '\(changes)'",
                "for name in etc var run root usr/bin; do",
                "mkdir -p \"\(changes)/$name/upper\" \"\(changes)/$name/work\"",
                "mount -t overlay overlay -o \"lowerdir=/$name,upperdir=\(changes)/$name/upper,workdir=\(changes)/$name/work\" /$name",
                "done", "hostname '\(hostName)'", "ip link set lo up",
            ] + addresses.map { "ip address add \($0) dev lo" }
            + programs.map { "ln -sf '\($0.value)' '/usr/bin/\($0.key)'" }
            + ["touch '\(folder.path("ready"))'", "exec sleep infinity"]
        let script = try folder.write(lines.map { $0 + "\n" }.joined(), to: "machine")
        let process = try ChildProcess("unshare", ["--mount", "--net", "--uts", "sh", script])
        self.process = process
        let isReady = Deadline().poll {
            FileManager.default.fileExists(atPath: folder.path("ready")) ? true : process.status.map { _ in false }
        }
        guard isReady == true else {
            process.killGroup()
            throw Failure.start(process.standardError)
        }
    }

    /// Nothing stays behind when a test fails before its `stop()`.
    deinit { stop() }

    /// Kills all that runs there: the processes in its mount namespace.
    package func stop() {
        let space = Self.space(of: process.identifier)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for identifier in names.compactMap({ Int32($0) }) where space != nil && identifier != process.identifier {
            if Self.space(of: identifier) == space { kill(identifier, SIGKILL) }
        }
        process.killGroup()
    }

    private static func space(of identifier: Int32) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(identifier)/ns/mnt")
    }

    /// Runs a line of a shell there, as root in /root. Throws `ChildProcess.Failure.timedOut`.
    package func run(
        _ line: String,
        environment: [String: String] = [:],
        within limit: Duration = Deadline.patience
    ) throws -> ChildProcess.Finished {
        try ChildProcess.run(
            "nsenter",
            entering + ["sh", "-c", "cd /root\n" + line],
            environment: environment.merging(Self.surroundings) { _, new in new },
            within: limit
        )
    }

    /// The text of a script that runs a program there as another user, with the script's arguments, as its only process.
    package func script(running program: String, as user: String, environment: [String: String]) -> String {
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)='\($0.value)'" }
        let command =
            ["exec nsenter"] + entering + ["env PATH='\(Self.path)'"] + variables
            + ["setpriv --reuid \(user) --regid \(user) --init-groups -- \(program) \"$@\""]
        // Whom it tells that it is ready.
        return "#!/bin/sh\nchmod 666 \"$NOTIFY_SOCKET\"\n" + command.joined(separator: " ") + "\n"
    }

    private static let surroundings = ["PATH": path, "HOME": "/root", "MAIL_CONFIG": "/etc/postfix"]

    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private var entering: [String] { ["--target", "\(process.identifier)", "--mount", "--net", "--uts"] }
}
