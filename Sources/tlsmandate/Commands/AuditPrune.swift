import ArgumentParser
import DecisionJournal
import Glibc
import MandateCore

struct AuditPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes old records and probes' results from a SQLite journal.",
        discussion: """
            The service does this by itself, for what is older than `journal-keep`. The chain says what was removed and stays \
            verifiable; the service may run meanwhile. The last result of each probed gateway stays: the next is compared with it.

            Example: tlsmandate audit prune --before 2025-01-01
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp(
            "Records of before this moment are removed: RFC 3339, a day, today, yesterday, or -400d.",
            valueName: "moment"
        )
    )
    var before: String

    /// Microseconds between two steps.
    private static let pause: UInt32 = 20_000

    func validate() throws {
        if Moment.relative(before, now: .now) == nil {
            throw ValidationError("--before is a moment as in 2026-03-01T12:00:00Z, a day, or -400d.")
        }
    }

    func run() throws {
        let path = try journal.sqlitePath(configuration: common.config, as: "can be pruned")
        guard let moment = Moment.relative(before, now: .now) else { throw ExitCode.validationFailure }
        do {
            // Refuses what is no journal, and makes none where there is none.
            _ = try SQLiteJournal(path: path)
            let writer = JournalWriter(
                journals: [.sqlite(path: path, survivesPowerLoss: true)],
                host: HostName.own,
                clock: { .now },
                events: JournalWriter.Events(written: { _, _ in }, failed: { _ in }, head: { _ in })
            )
            defer { writer.close() }
            var removed = 0
            while case let step = try writer.prune(before: moment), step > 0 {
                removed += step
                // The service that runs meanwhile gets its turn.
                usleep(Self.pause)
            }
            var probes = 0
            while case let step = try writer.removeProbes(before: moment), step > 0 {
                probes += step
                usleep(Self.pause)
            }
            switch output.format {
            case .json: try StandardStreams.printJSON(["removed": removed, "removed_probes": probes])
            case .text:
                StandardStreams.print(
                    "\(removed.counting("entry", "entries")) of before \(moment.text) \(removed == 1 ? "was" : "were") removed"
                )
                if probes > 0 {
                    let results = probes.counting("probe's result", "probes' results")
                    StandardStreams.print("\(results) of before then \(probes == 1 ? "was" : "were") removed")
                }
            }
        } catch let error as JournalError {
            StandardStreams.complain("tlsmandate: \(error)")
            throw ExitStatus.of(error)
        } catch {
            StandardStreams.complain("tlsmandate: the journal cannot be written: \(error)")
            throw ExitStatus.inputOutput
        }
    }
}
