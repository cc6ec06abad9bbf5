internal import Foundation
internal import MailLab

/// A folder of a test's own; it is removed with the object.
package final class ScratchFolder: Sendable {
    package let path: String
    /// nil: another process has made the folder, and removes it.
    private let own: TemporaryFolder?

    package init() throws {
        let own = try TemporaryFolder()
        self.own = own
        path = own.path
    }

    /// A folder that another process has made, and removes.
    package init(existing path: String) {
        self.path = path
        own = nil
    }

    deinit { own?.remove() }

    /// A file in the folder.
    package subscript(name: String) -> String { path + "/" + name }

    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: false)
    }

    package func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    package func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: URL(filePath: self[name]))
    }

    package func octets(of name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: self[name])))
    }

    package func text(of name: String) throws -> String { String(decoding: try octets(of: name), as: UTF8.self) }

    package func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }

    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self[name]) }

    package func move(_ name: String, to other: String, replacing: Bool = false) throws {
        if replacing { try? remove(other) }
        try FileManager.default.moveItem(atPath: self[name], toPath: self[other])
    }

    package func copy(_ name: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: self[name], toPath: self[other])
    }

    package func link(_ name: String, to other: String) throws {
        try FileManager.default.createSymbolicLink(atPath: self[name], withDestinationPath: self[other])
    }

    package func truncate(_ name: String, to size: UInt64) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: self[name]))
        try file.truncate(atOffset: size)
        try file.close()
    }

    package var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
