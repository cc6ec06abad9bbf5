import DecisionJournal
import Logging
import MandateCore
import ServiceLifecycle

/// Removes records and probes' findings that are older than `journal-keep`, in small steps between which answers go on.
struct RetentionService: Service {
    let state: ServiceState
    let journal: JournalWriter
    let logger: Logger

    /// How often is looked for old records: they are kept by days.
    private static let interval = Duration.seconds(3600)
    /// Between two steps: a refusal waits for one of them at most, and the disk has time for others.
    private static let pause = Duration.milliseconds(50)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await prune()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// SQLite waits for the disk and for the writer.
    private func prune() async {
        guard let days = state.journalKeepDays else { return }
        let before = Timestamp(milliseconds: Timestamp.now.milliseconds - days * 86_400_000)
        var removed = 0
        do {
            while !Task.isCancelled {
                let step = try await OwnThread.run { try journal.prune(before: before) }
                if step == 0 { break }
                removed += step
                try await Task.sleep(for: Self.pause)
            }
            if removed > 0 { try await OwnThread.run { try journal.removeUnusedRegisters() } }
            while !Task.isCancelled, try await OwnThread.run({ try journal.removeProbes(before: before) }) > 0 {
                try await Task.sleep(for: Self.pause)
            }
        } catch is CancellationError {
        } catch {
            logger.warning("old records could not be removed", metadata: ["reason": "\(error)"])
        }
        if removed > 0 {
            logger.notice("old records removed", metadata: ["entries": "\(removed)", "before": "\(before.text)"])
        }
    }
}
