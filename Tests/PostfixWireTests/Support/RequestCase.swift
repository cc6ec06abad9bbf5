import Foundation
import PostfixWire
import Testing

/// A policy request in a file of the folder Cases.
enum RequestCase {
    /// A request as Postfix sends it, with the empty line that ends it.
    static func request(_ name: String) throws -> [UInt8] {
        let url = Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Cases/requests")
        return Array(try Data(contentsOf: try #require(url)))
    }

    /// Requests that get no answer: the first line of the file is the reason as the log tells it, the rest is the
    /// request, in which `\x00` stands for an octet that no editor shows.
    struct Malformed: Sendable, CustomTestStringConvertible {
        let name: String
        let reason: String
        let octets: [UInt8]

        var testDescription: String { name }
    }

    static func malformed() throws -> [Malformed] {
        let cases = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
        let folder = cases.appending(path: "malformed")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).map { url in
            let text = try String(contentsOf: url, encoding: .utf8)
            let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            try #require(parts.count == 2)
            return Malformed(
                name: url.deletingPathExtension().lastPathComponent,
                reason: String(parts[0]),
                octets: unescaped(parts[1])
            )
        }
    }

    private static func unescaped(_ text: Substring) -> [UInt8] {
        let plain = text.replacing(/\\x([0-9a-f]{2})/) { match in
            String(UInt8(match.1, radix: 16).map { Character(Unicode.Scalar($0)) } ?? "?")
        }
        return Array(plain.utf8)
    }
}
