import Foundation
import RegisterFiles

/// Where relative paths of the configuration lead (DESIGN.md, section 3).
///
/// systemd tells the service its folders, and nobody tells them to an administrator's shell: of the configuration in /etc/tlsmandate
/// they are those of the installed unit, so that `status` and `audit` find it.
struct Folders {
    /// Sockets: `$RUNTIME_DIRECTORY`, else the installed service's, else the folder of the configuration file.
    let runtime: String
    /// Journals: `$STATE_DIRECTORY`, else the installed service's, else the folder of the configuration file.
    let state: String

    init(configuration path: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let own = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let isInstalled = own == "/etc/tlsmandate"
        // systemd separates several folders by colons; ours is the first.
        func folder(_ name: String, installed: String) -> String {
            let given = environment[name].map { String($0.prefix { $0 != ":" }) } ?? ""
            return given.isEmpty ? (isInstalled ? installed : own) : given
        }
        runtime = folder("RUNTIME_DIRECTORY", installed: "/run/tlsmandate")
        state = folder("STATE_DIRECTORY", installed: "/var/lib/tlsmandate")
    }

    func socket(_ path: String) -> String { path.hasPrefix("/") ? path : runtime + "/" + path }

    func journal(_ path: String) -> String { path.hasPrefix("/") ? path : state + "/" + path }

    /// Where the service keeps a copy of the last register without errors.
    var lastGood: LastGoodRegister { LastGoodRegister(folder: state + "/last-good") }

    /// The socket through which `status` asks the service; only its own user may.
    var control: String { socket("control.sock") }
}
