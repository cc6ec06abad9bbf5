import Foundation
import RegisterFiles

/// Where relative paths of the configuration lead (DESIGN.md, section 3).
///
/// systemd tells the service its folders, and nobody tells them to an administrator's shell: of a configuration in /etc/NAME they
/// are those that systemd gives the service whose it is (systemd.exec(5), RuntimeDirectory=), so that `status` and `audit` find it.
struct Folders {
    /// Sockets: `$RUNTIME_DIRECTORY`, else /run/NAME of /etc/NAME, else the folder of the configuration file.
    let runtime: String
    /// Journals: `$STATE_DIRECTORY`, else /var/lib/NAME of /etc/NAME, else the folder of the configuration file.
    let state: String

    init(configuration path: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let own = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let parts = own.split(separator: "/")
        let name = parts.count == 2 && parts[0] == "etc" ? parts[1] : nil
        // systemd separates several folders by colons; ours is the first.
        func folder(_ variable: String, _ parent: String) -> String {
            let given = environment[variable].map { String($0.prefix { $0 != ":" }) } ?? ""
            return given.isEmpty ? name.map { "\(parent)/\($0)" } ?? own : given
        }
        runtime = folder("RUNTIME_DIRECTORY", "/run")
        state = folder("STATE_DIRECTORY", "/var/lib")
    }

    func socket(_ path: String) -> String { path.hasPrefix("/") ? path : runtime + "/" + path }

    func journal(_ path: String) -> String { path.hasPrefix("/") ? path : state + "/" + path }

    /// Where the service keeps a copy of the last register without errors.
    var lastGood: LastGoodRegister { LastGoodRegister(folder: state + "/last-good") }

    /// The socket through which `status` asks the service; only its own user may.
    var control: String { socket("control.sock") }
}
