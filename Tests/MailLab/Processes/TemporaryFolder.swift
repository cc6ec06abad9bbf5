import Foundation

/// A fresh folder below the system's temporary folder, for one test.
///
/// Its path is short, because the path of a unix socket ends after 107 bytes (`sun_path` in unix(7)). Its mode is 0755,
/// so that the user `postfix` reaches the sockets in it. It stays until `remove()`.
package struct TemporaryFolder: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case create(errno: Int32)
        case write(path: String, errno: Int32)

        package var description: String {
            switch self {
            case .create(let errno): "no temporary folder: \(errorText(errno))"
            case .write(let path, let errno): "\(path): \(errorText(errno))"
            }
        }
    }

    package let path: String

    /// Throws `Failure.create`.
    package init() throws(Failure) {
        let system = FileManager.default.temporaryDirectory.path
        let base = system.utf8.count <= 32 ? system : "/tmp"
        var template = Array("\(base)/tm-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .create(errno: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard chmod(path, 0o755) == 0 else { throw .create(errno: errno) }
    }

    private init(existing path: String) {
        self.path = path
    }

    /// The path of `name` in this folder; nothing is created.
    package func path(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// A folder inside, created if it is not there; the owner is the caller. Throws `Failure.write`.
    package func folder(_ name: String, mode: UInt32 = 0o755) throws(Failure) -> TemporaryFolder {
        let path = path(name)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .write(path: path, errno: errno) }
        guard chmod(path, mode) == 0 else { throw .write(path: path, errno: errno) }
        return TemporaryFolder(existing: path)
    }

    /// Writes a file with `text`, replacing what was there, and returns its path. Throws `Failure.write`.
    @discardableResult
    package func write(_ text: String, to name: String, mode: UInt32 = 0o644) throws(Failure) -> String {
        let path = path(name)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)), chmod(path, mode) == 0 else {
            throw .write(path: path, errno: errno)
        }
        return path
    }

    /// Removes the folder and all in it. A server that is just ending may still add a file, so it is tried again.
    package func remove() {
        for _ in 0..<5 {
            try? FileManager.default.removeItem(atPath: path)
            guard FileManager.default.fileExists(atPath: path) else { return }
        }
    }
}
