import Foundation

/// A folder in memory for targets that read files; it is there as long as the program.
package struct ScratchFolder: Sendable {
    package let path: String

    /// - Throws: What FileManager reports.
    package init() throws {
        path = "/dev/shm/tlsmandate-fuzz-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        // libFuzzer ends by exit(3), after a crash too.
        ScratchFolder.leftovers.append(path)
        atexit { for path in ScratchFolder.leftovers { try? FileManager.default.removeItem(atPath: path) } }
    }

    // One thread makes folders, and exit(3) removes them on that thread.
    private nonisolated(unsafe) static var leftovers: [String] = []

    package subscript(_ name: String) -> String { path + "/" + name }

    package func makeFolder(_ name: String) {
        let made: ()? = try? FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
        promise(made != nil, "cannot make \(self[name])")
    }

    package func write(_ octets: some Sequence<UInt8>, to name: String) {
        promise(
            FileManager.default.createFile(atPath: self[name], contents: Data(octets)),
            "cannot write \(self[name])"
        )
    }
}
