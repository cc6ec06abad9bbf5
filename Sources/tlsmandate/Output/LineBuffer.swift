import Synchronization

/// Log lines that are written together: a line for each of some thousand decisions a second is a system call less for each.
final class LineBuffer: Sendable {
    private let lines = Mutex("")

    func append(_ line: String) {
        lines.withLock {
            $0 += line
            $0 += "\n"
        }
    }

    /// Writes what has been collected.
    func flush() {
        let collected = lines.withLock { lines in
            defer { lines = "" }
            return lines
        }
        if !collected.isEmpty { StandardStreams.complain(lines: collected) }
    }
}
