import Foundation

/// Where programs are.
package enum Executable {
    /// The path of a program: as given if it contains a slash, else looked for in PATH and in the folders of system
    /// programs, which a user's PATH may lack. Nil when there is none.
    package static func path(of name: String) -> String? {
        guard !name.contains("/") else { return isExecutable(name) ? name : nil }
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return "\(search):/usr/local/sbin:/usr/sbin:/sbin".split(separator: ":")
            .map { "\($0)/\(name)" }
            .first(where: isExecutable)
    }

    /// The path of a program of this package: the build puts it beside the program that runs the tests.
    package static func built(_ name: String) -> String? {
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
        return isExecutable(path) ? path : nil
    }

    private static func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path)
    }
}
