internal import Foundation
internal import MandateCore

/// A log file and the older ones beside it, as logrotate(8) names them: `mail.log.1`, `mail.log.2.gz`, `mail.log-20261114.gz`.
struct LogFiles {
    let path: String

    /// Reads the files that were written to since a moment, from the oldest on.
    ///
    /// - Throws: ``MailLogError``, also where only an older file cannot be read; what `body` throws.
    func read(since: Timestamp, now: Timestamp, _ body: (LogLine) throws -> Void) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw MailLogError.missing(path: path) }
        for file in try files() where file.lastChange >= since {
            try Self.read(file, since: since, now: now, body)
        }
    }

    struct File: Equatable {
        let path: String
        let lastChange: Timestamp
    }

    /// All that there are, by their last change.
    func files() throws(MailLogError) -> [File] {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        let name = url.lastPathComponent
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .unreadable(path: folder, reason: error.localizedDescription)
        }
        let rotated = names.filter { Self.isRotated($0, of: name) }.map { folder + "/" + $0 }
        let found = (rotated + [path]).compactMap { path -> File? in
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let date = attributes[.modificationDate] as? Date
            else { return nil }
            return File(path: path, lastChange: Timestamp(milliseconds: Int(date.timeIntervalSince1970 * 1000)))
        }
        // The file that is written to comes last, also where the clock's grain makes it as old as the one before.
        return found.sorted { ($0.path == path ? 1 : 0, $0.lastChange) < ($1.path == path ? 1 : 0, $1.lastChange) }
    }

    /// Whether a name is another's with a number or a date behind it, and perhaps `.gz`.
    static func isRotated(_ name: String, of base: String) -> Bool {
        guard name.hasPrefix(base), name != base else { return false }
        var suffix = name.dropFirst(base.count)
        if suffix.hasSuffix(".gz") { suffix.removeLast(3) }
        guard let separator = suffix.first, separator == "." || separator == "-" else { return false }
        let rest = suffix.dropFirst()
        return !rest.isEmpty && rest.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2d }
    }

    private static func read(
        _ file: File,
        since: Timestamp,
        now: Timestamp,
        _ body: (LogLine) throws -> Void
    ) throws {
        var stream = try CompressedFile(path: file.path)
        var splitter = LineSplitter()
        var parser = LogLineParser(lastChange: min(file.lastChange, now))
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: LogLimits.chunkSize)
        defer { buffer.deallocate() }
        while case let count = try stream.read(into: buffer), count > 0 {
            try splitter.take(UnsafeBufferPointer(rebasing: buffer[..<count])) { octets in
                guard let line = parser.parse(octets), line.time >= since else { return }
                try body(line)
            }
        }
    }
}
