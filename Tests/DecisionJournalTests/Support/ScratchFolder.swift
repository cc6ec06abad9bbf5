import Foundation
import MailLab
import Testing

/// A folder of a test's own; it is removed with the object.
final class ScratchFolder: Sendable {
    let path: String
    private let isOwned: Bool

    init() throws {
        path = FileManager.default.temporaryDirectory
            .appending(path: "decision-journal-tests-\(UUID().uuidString)").path(percentEncoded: false)
        isOwned = true
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A folder that another process has made, and removes.
    init(existing path: String) {
        self.path = path
        isOwned = false
    }

    deinit { if isOwned { try? FileManager.default.removeItem(atPath: path) } }

    /// A file in the folder.
    subscript(name: String) -> String { path + "/" + name }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: false)
    }

    func write(_ octets: [UInt8], to name: String) throws { try Data(octets).write(to: URL(filePath: self[name])) }

    func octets(of name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: self[name]))) }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self[name]) }

    func move(_ name: String, to other: String, replacing: Bool = false) throws {
        if replacing { try? remove(other) }
        try FileManager.default.moveItem(atPath: self[name], toPath: self[other])
    }

    func copy(_ name: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: self[name], toPath: self[other])
    }

    func truncate(_ name: String, to size: UInt64) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: self[name]))
        try file.truncate(atOffset: size)
        try file.close()
    }

    var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

/// A disk of a few hundred kilobytes, mounted on a folder of its own until it is unmounted. Needs root.
struct SmallDisk {
    let folder: ScratchFolder

    init(kilobytes: Int) throws {
        folder = try ScratchFolder()
        let isMounted = mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0
        try #require(isMounted, "cannot mount a small disk: \(String(cString: strerror(errno)))")
    }

    func unmount() { umount2(folder.path, Int32(MNT_DETACH)) }

    /// Makes the disk read-only, or writable again.
    ///
    /// A process that another test is just starting holds copies of all open files until its exec(2): for that moment the disk is
    /// busy.
    func setReadOnly(_ isReadOnly: Bool) throws {
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        let failure = Deadline(.seconds(5)).poll { () -> Int32? in
            if mount("tmpfs", folder.path, "tmpfs", flags, nil) == 0 { return 0 }
            return errno == EBUSY ? nil : errno
        }
        try #require(failure == 0, "cannot remount: \(String(cString: strerror(failure ?? EBUSY)))")
    }

    /// Writes a file until nothing more fits.
    func fill() throws {
        let file = open(folder["filler"], O_WRONLY | O_CREAT, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let zeros = [UInt8](repeating: 0, count: 1024)
        while Foundation.write(file, zeros, zeros.count) > 0 {}
        #expect(errno == ENOSPC)
    }

    /// Removes that file.
    func clear() throws { try folder.remove("filler") }
}
