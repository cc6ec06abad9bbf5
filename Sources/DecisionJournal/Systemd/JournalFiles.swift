internal import Foundation

/// The files of journals that were collected in a folder, as systemd-journal-remote(8) leaves them or as they are copied.
enum JournalFiles {
    /// All journal files in a folder and the folders in it, in a fixed order. A file that was not closed in order is among them
    /// (`system@….journal~`).
    ///
    /// - Throws: ``JournalError`` where there is none.
    static func found(in directory: String) throws(JournalError) -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else {
            throw .missing(path: directory)
        }
        guard isDirectory.boolValue else { throw .unreadable(path: directory, reason: "it is no folder") }
        guard let names = FileManager.default.enumerator(atPath: directory) else {
            throw .unreadable(path: directory, reason: "it may not be read")
        }
        var files: [String] = []
        for case let name as String in names where name.hasSuffix(".journal") || name.hasSuffix(".journal~") {
            files.append(directory + "/" + name)
        }
        guard !files.isEmpty else { throw .unreadable(path: directory, reason: "there is no journal file in it") }
        return files.sorted()
    }

    /// The files by the machine that wrote their entries: a file may have entries of several.
    ///
    /// - Throws: ``JournalError``, naming the file that cannot be read.
    static func byMachine(in directory: String) throws(JournalError) -> [String: [String]] {
        for _ in 0..<3 {
            let files = try found(in: directory)
            var machines: [String: [String]] = [:]
            var hasVanished = false
            for file in files {
                do throws(JournalError) {
                    let journal = try JournalHandle(files: [file], url: file)
                    for machine in try journal.values(of: JournalField.machine) {
                        machines[machine, default: []].append(file)
                    }
                } catch {
                    // journald has given it another name since, and the folder is read anew.
                    guard !FileManager.default.fileExists(atPath: file) else { throw error }
                    hasVanished = true
                }
            }
            if !hasVanished { return machines }
        }
        throw .unreadable(path: directory, reason: "its files change all the time")
    }

    /// A file of this host's journal that the reader may not read; libsystemd passes over such files.
    static func unreadable() -> String? {
        for folder in ["/run/log/journal", "/var/log/journal"] {
            let machines = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for machine in machines {
                let path = "\(folder)/\(machine)/system.journal"
                if access(path, F_OK) == 0, access(path, R_OK) != 0 { return path }
            }
        }
        return nil
    }
}
