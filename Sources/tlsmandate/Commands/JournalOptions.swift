import ArgumentParser
import DecisionJournal
import RegisterFiles

/// Which journal is read.
struct JournalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The journal to read, as sqlite:PATH, instead of the configuration's first.",
            valueName: "url"
        )
    )
    var journal: String?

    func validate() throws {
        if let journal, !journal.hasPrefix("sqlite:") || journal.utf8.count == 7 {
            throw ValidationError("A journal is named as sqlite:PATH.")
        }
    }

    /// Opens the journal.
    ///
    /// - Throws: ``ExitStatus``, when the reason has been printed.
    func open(configuration: String) throws -> JournalReader {
        do throws(JournalError) {
            return try JournalReader(path: try path(configuration))
        } catch {
            StandardStreams.complain("tlsmandate: \(error)")
            switch error {
            case .missing: throw ExitStatus.unavailable
            case .unreadable, .newerSchema, .damaged: throw ExitStatus.badData
            }
        }
    }

    private func path(_ configuration: String) throws(JournalError) -> String {
        if let journal { return String(journal.dropFirst(7)) }
        guard let loaded = try? RegisterLoader.loadOrComplain(configuration) else {
            throw .unreadable(
                path: configuration,
                reason: "the configuration has errors; name the journal by --journal sqlite:PATH"
            )
        }
        return Folders(configuration: configuration).journal(loaded.service.sqlitePath)
    }
}
