import Foundation
import Testing

/// A folder of a test's own; it is removed with the object.
///
/// Its path is short, since that of a unix socket ends after 107 octets (unix(7)).
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/policy-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file in the folder.
    subscript(name: String) -> String { path + "/" + name }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: false)
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: self[name], atomically: false, encoding: .utf8)
    }

    func text(of name: String) throws -> String { try String(contentsOfFile: self[name], encoding: .utf8) }

    func link(_ name: String, to other: String) throws {
        try FileManager.default.createSymbolicLink(atPath: self[name], withDestinationPath: self[other])
    }

    var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}
