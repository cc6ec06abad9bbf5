import Foundation
import RegisterFiles

/// Where relative paths of the configuration lead (DESIGN.md, section 3).
struct Folders {
    /// Sockets: `$RUNTIME_DIRECTORY`, else the folder of the configuration file.
    let runtime: String
    /// Journals: `$STATE_DIRECTORY`, else the folder of the configuration file.
    let state: String

    init(configuration path: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let own = URL(fileURLWithPath: path).deletingLastPathComponent().path
        // systemd separates several folders by colons; ours is the first.
        func folder(_ name: String) -> String {
            let given = environment[name].map { String($0.prefix { $0 != ":" }) } ?? ""
            return given.isEmpty ? own : given
        }
        runtime = folder("RUNTIME_DIRECTORY")
        state = folder("STATE_DIRECTORY")
    }

    func socket(_ path: String) -> String { path.hasPrefix("/") ? path : runtime + "/" + path }

    func journal(_ path: String) -> String { path.hasPrefix("/") ? path : state + "/" + path }

    /// Where the service keeps a copy of the last register without errors.
    var lastGood: LastGoodRegister { LastGoodRegister(folder: state + "/last-good") }

    /// The socket through which `status` asks the service; only its own user may.
    var control: String { socket("control.sock") }
}
