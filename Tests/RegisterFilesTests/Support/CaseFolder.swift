import Foundation
import Testing

/// A folder below `Cases`: a configuration with its agreements, and in `expected` what is to be reported of them.
struct CaseFolder {
    let path: String

    /// - Parameter name: The folder's path below `Cases`.
    init(_ name: String) throws {
        path = try Self.cases.appending(path: name).path(percentEncoded: false)
    }

    private static var cases: URL {
        get throws { try #require(Bundle.module.url(forResource: "Cases", withExtension: nil)) }
    }

    /// The names of all cases of a kind.
    static func names(in kind: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: CaseFolder(kind).path)
        return (names ?? []).sorted()
    }

    /// The lines that are to be reported.
    var expected: [String] {
        get throws { try Self.lines(ofFile: path + "/expected") }
    }

    /// The lines of all files that say what is to be reported.
    static var allExpected: [String] {
        get throws {
            let folder = try cases.path(percentEncoded: false)
            return try FileManager.default.subpathsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix("/expected") }
                .flatMap { try lines(ofFile: folder + "/" + $0) }
        }
    }

    private static func lines(ofFile path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
