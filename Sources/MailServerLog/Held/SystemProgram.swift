internal import Foundation

/// Where the programs of a mail server are.
package enum SystemProgram {
    /// The path of a program: as given where it has a slash, else where PATH leads, or the folders of system programs, which a
    /// user's PATH may lack.
    package static func path(of name: String) -> String? {
        let manager = FileManager.default
        guard !name.contains("/") else { return manager.isExecutableFile(atPath: name) ? name : nil }
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return "\(search):/usr/local/sbin:/usr/sbin:/sbin".split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { manager.isExecutableFile(atPath: $0) }
    }
}
