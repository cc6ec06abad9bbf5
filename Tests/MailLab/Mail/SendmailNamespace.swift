import Foundation

/// The view of the system that a private Sendmail has: a mount, a host-name and a process namespace (namespaces(7)).
///
/// - It logs by syslog(3), which knows one place only: /dev/log. There the lab's own socket is.
/// - Names of clients are those of a hosts file of its own.
/// - Its host name is fully qualified, else it waits a minute at its start for that.
/// - It refuses certificates and milters' sockets below a folder that everybody may write to. In its view the system's
///   temporary folder is not of that kind, and contains the lab's only.
/// - All its processes end with the first.
struct SendmailNamespace {
    /// Of the instance.
    let folder: TemporaryFolder
    /// The folder with the unpacked packages.
    let program: String
    /// Fully qualified.
    let hostName: String

    /// The arguments of unshare(1), before the command to run.
    var arguments: [String] {
        ["--mount", "--uts", "--pid", "--fork", "--kill-child", "sh", folder.path("conf/enter")]
    }

    /// Creates what `script` mounts things on. Throws `TemporaryFolder.Failure`.
    func prepare() throws(TemporaryFolder.Failure) {
        let devices = try folder.folder("dev")
        for name in Self.devices { try devices.write("", to: name) }
        let kept = try devices.folder("kept")
        for index in keptFolders.indices { _ = try kept.folder("\(index)") }
    }

    /// For sh(1); runs its arguments in the end.
    var script: String {
        let devices = folder.path("dev")
        let lines =
            ["set -eu", "hostname \(hostName)", "mount --make-rprivate /"]
            + Self.devices.map { "mount --bind '/dev/\($0)' '\(devices)/\($0)'" }
            + ["mount --rbind '\(devices)' /dev"]
            + Self.files.map { "mount --bind '\(folder.path("conf"))/\($0)' '/etc/\($0)'" }
            + hiding
            + ["exec \"$@\"", ""]
        return lines.joined(separator: "\n")
    }

    private static let devices = ["null", "zero", "random", "urandom"]
    private static let files = ["hosts", "nsswitch.conf", "host.conf"]

    /// Mounts an empty folder over the one that everybody may write to, and into it what is kept.
    private var hiding: [String] {
        guard let open = openFolders.first else { return [] }
        let kept = keptFolders.enumerated()
        return kept.map { "mount --rbind '\($0.element)' '/dev/kept/\($0.offset)'" }
            + ["mount -t tmpfs -o mode=0755 tmpfs '\(open)'"]
            + kept.flatMap { ["mkdir -p '\($0.element)'", "mount --move '/dev/kept/\($0.offset)' '\($0.element)'"] }
    }

    /// The folders above the instance's that everybody may write to, from the topmost: /tmp, and TMPDIR where it is below.
    private var openFolders: [String] {
        ancestors(of: folder.path).filter { path in
            let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
            return mode.map { $0 & 0o002 != 0 } ?? false
        }
    }

    /// What is in the topmost of these and has to be seen: the whole temporary folder, for the milters' sockets, and Sendmail.
    private var keptFolders: [String] {
        guard let open = openFolders.first, let last = openFolders.last else { return [] }
        let own = (ancestors(of: folder.path) + [folder.path]).drop { $0 != last }.dropFirst().first ?? folder.path
        return [own] + (program.hasPrefix("\(open)/") && !program.hasPrefix("\(own)/") ? [program] : [])
    }

    /// The folders above a path, from the topmost, without `/`.
    private func ancestors(of path: String) -> [String] {
        let names = path.split(separator: "/")
        return names.indices.dropFirst().map { "/" + names[..<$0].joined(separator: "/") }
    }
}
