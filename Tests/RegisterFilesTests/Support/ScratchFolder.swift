import Foundation

/// A folder with a configuration and agreements of a test's own; it is removed with the object.
final class ScratchFolder {
    private let path = FileManager.default.temporaryDirectory
        .appending(path: "register-files-tests-\(UUID().uuidString)").path(percentEncoded: false)

    /// A configuration without anything that would be reported.
    static let configuration = """
        organisation:
          name: Example GmbH
          domains: [example.com]
          contact: postmaster@example.com
        listen:
          policy: ["unix:policy.sock"]

        """

    /// A folder with files.
    ///
    /// - Parameter files: Texts by their paths in the folder. Without `tlsmandate.yaml` it is ``configuration``.
    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(atPath: path + "/agreements.d", withIntermediateDirectories: true)
        try write(Self.configuration, to: "tlsmandate.yaml")
        for (file, text) in files { try write(text, to: file) }
    }

    /// A folder with one agreement, `partner`.
    convenience init(agreement text: String) throws { try self.init(["agreements.d/partner.yaml": text]) }

    /// A copy of a case.
    init(copying folder: CaseFolder) throws { try FileManager.default.copyItem(atPath: folder.path, toPath: path) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func report(today: String = "2026-07-01") throws -> Report { try Report(of: path, today: today) }

    /// The whole path of a file.
    func place(_ file: String) -> String { path + "/" + file }

    func write(_ text: String, to file: String) throws { try write(Array(text.utf8), to: file) }

    func write(_ octets: [UInt8], to file: String) throws {
        try Data(octets).write(to: URL(filePath: path + "/" + file))
    }

    func text(of file: String) throws -> String { try String(contentsOfFile: path + "/" + file, encoding: .utf8) }

    /// All files, by their paths in the folder.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path + "/" + file, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    /// Puts a symbolic link into the folder.
    func link(_ file: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + file, withDestinationPath: destination)
    }

    /// Makes a file of a size whose octets are all NUL, without writing them.
    func makeHole(_ file: String, octets: Int) throws {
        try write([], to: file)
        let handle = try FileHandle(forWritingTo: URL(filePath: path + "/" + file))
        try handle.truncate(atOffset: UInt64(octets))
        try handle.close()
    }
}
