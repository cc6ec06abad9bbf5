import Foundation
import Synchronization

/// A bar on standard error, where that is a terminal.
final class ProbeProgress: Sendable {
    private let isShown: Bool
    private let done = Mutex(0)

    init(isNeeded: Bool) { isShown = isNeeded && isatty(STDERR_FILENO) == 1 }

    /// Called from several threads.
    func show(_ count: Int, of total: Int) {
        guard isShown, total > 0 else { return }
        done.withLock { done in
            // A thread that was overtaken does not move the bar back.
            guard count >= done else { return }
            done = count
            let width = 30
            let filled = width * count / total
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
            write("\r[\(bar)] \(count) of \(total) gateways")
        }
    }

    /// Takes the bar away.
    func end() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
