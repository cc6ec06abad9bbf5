import Foundation
package import MandateCore

/// A copy of the last register without errors, so that a service starts on it where the register's own files have some.
///
///     FOLDER/current -> DIGEST            replaced as a whole, by rename(2)
///     FOLDER/DIGEST/etc/tlsmandate/…      each text below the path that it was read from
package struct LastGoodRegister {
    /// Holds nothing but copies; made where it is missing.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// Keeps a register's texts, and removes those kept before. Nothing is written where they are there already.
    ///
    /// - Parameter configuration: The path by which it was loaded.
    /// - Throws: What Foundation reports of a folder or disk that cannot be written.
    package func keep(_ loaded: LoadedRegister, configuration: String) throws {
        let files = FileManager.default
        let digest = loaded.register.digest
        let copy = CopiedFiles(root: folder + "/" + digest)
        if (try? files.destinationOfSymbolicLink(atPath: current)) == digest,
            files.fileExists(atPath: copy.place(of: configuration))
        {
            return
        }
        // Other users have no business with agreements, nor with what a journal's folder may not show them.
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: Self.ownersFolder)
        try? files.removeItem(atPath: copy.root)
        let places = loaded.texts.map { (copy.place(of: $0.path), $0.octets) }
        let folders = [copy.place(of: loaded.service.agreements)] + places.map { Self.folder(of: $0.0) }
        for folder in Set(folders) {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: Self.ownersFolder)
        }
        for (place, octets) in places { try Self.write(octets, to: place) }
        try point(to: digest)
        for name in try files.contentsOfDirectory(atPath: folder) where name != "current" && name != digest {
            try files.removeItem(atPath: folder + "/" + name)
        }
    }

    /// Loads what is kept of a configuration; nil where nothing is, or where it is no longer what was kept: after a power cut files
    /// may be missing, and agreements with them.
    ///
    /// - Parameter configuration: The path by which the register's own files are loaded.
    package func load(configuration: String, today: Day) -> LoadResult? {
        let copy = CopiedFiles(root: current)
        guard FileManager.default.fileExists(atPath: copy.place(of: configuration)) else { return nil }
        let result = RegisterLoader.load(configuration: configuration, today: today, from: copy)
        let digest = try? FileManager.default.destinationOfSymbolicLink(atPath: current)
        return result.loaded?.register.digest == digest ? result : nil
    }

    /// Foundation's own writing waits for the disk, a file at a time; what is kept is compared with its digest instead.
    private static func write(_ octets: [UInt8], to place: String) throws {
        let descriptor = open(place, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(octets))
        try file.close()
    }

    private static var ownersFolder: [FileAttributeKey: Any] { [.posixPermissions: 0o700] }

    private var current: String { folder + "/current" }

    private func point(to digest: String) throws {
        let new = folder + "/new"
        try? FileManager.default.removeItem(atPath: new)
        try FileManager.default.createSymbolicLink(atPath: new, withDestinationPath: digest)
        guard rename(new, current) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    private static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}

/// Where a register's files are read: at their own paths, or as copies below another folder.
package struct CopiedFiles: Sendable {
    /// The folder that stands for `/`; empty: the files themselves.
    let root: String

    static let none = CopiedFiles(root: "")

    func place(of path: String) -> String {
        root.isEmpty ? path : root + URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
