package import FuzzSupport
import MandateCore
import RegisterFiles

/// One file of a register, loaded with the others, and what that promises.
package struct LoadedFile {
    /// As diagnostics name it.
    private let path: String
    /// YAML 1.1 ends lines at CR, NEL, LS and PS too (section 5.4), as some editors do.
    private let lines: [Int]
    /// Where a file is no YAML at all, lines end at LF.
    private let plainLines: [Int]

    package init(path: String, octets: [UInt8]) {
        self.path = path
        lines = Self.lengths(octets) { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) }
        plainLines = Self.lengths(octets) { $0 == "\n" }
    }

    /// Loads the register twice, and holds one result against the other and against the file.
    package func check(configuration: String) {
        guard let today = Day("2026-07-01") else { preconditionFailure("no such day") }
        let result = RegisterLoader.load(configuration: configuration, today: today)
        let again = RegisterLoader.load(configuration: configuration, today: today)
        promise(result.diagnostics == again.diagnostics, "the same files, other diagnostics")
        promise(result.loaded?.register.digest == again.loaded?.register.digest, "the same files, another digest")
        promise((result.loaded == nil) == !result.errors.isEmpty, "no register and no error, or both")
        for diagnostic in result.diagnostics { check(diagnostic) }
    }

    /// Loads the register: the file has no error.
    package func checkIsTaken(configuration: String, text: String) {
        guard let today = Day("2026-07-01") else { preconditionFailure("no such day") }
        let errors = RegisterLoader.load(configuration: configuration, today: today).errors
        promise(errors.isEmpty, "\(errors) in:\n\(text)")
    }

    /// A diagnostic is one line and points into the file; behind the last character, and into the line behind the last, too.
    private func check(_ diagnostic: Diagnostic) {
        promise(!diagnostic.message.isEmpty && diagnostic.message.isOneLine, "no line: \(diagnostic)")
        promise(diagnostic.line >= 1 && diagnostic.column >= 1, "places count from 1: \(diagnostic)")
        guard diagnostic.file == path else { return }
        let isInside = [lines, plainLines].contains { lengths in
            diagnostic.line <= lengths.count && diagnostic.column <= lengths[diagnostic.line - 1] + 1
        }
        promise(isInside, "there is no such place in \(lines): \(diagnostic)")
    }

    /// The characters of each line.
    private static func lengths(_ octets: [UInt8], endsAt isLineEnd: (Unicode.Scalar) -> Bool) -> [Int] {
        var lengths = [0]
        var last: Unicode.Scalar = " "
        for scalar in String(decoding: octets, as: UTF8.self).unicodeScalars {
            defer { last = scalar }
            if scalar == "\n", last == "\r", isLineEnd("\r") { continue }
            if isLineEnd(scalar) { lengths.append(0) } else { lengths[lengths.count - 1] += 1 }
        }
        return lengths
    }
}

extension ScratchFolder {
    /// A folder with a configuration and an empty folder of agreements.
    package static func register(_ configuration: String) -> ScratchFolder {
        guard let folder = try? ScratchFolder() else { preconditionFailure("no folder can be made in /dev/shm") }
        folder.makeFolder("agreements.d")
        folder.write(configuration.utf8, to: "tlsmandate.yaml")
        return folder
    }
}
