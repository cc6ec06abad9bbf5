import ArgumentParser
import DecisionJournal
import RegisterFiles

/// Which journals are read.
struct JournalOptions: ParsableArguments {
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "Journals to read instead of the configuration's first: sqlite:PATH, systemd:, or systemd:FOLDER.",
            discussion: "Several are read together, as from several gateways.",
            valueName: "url"
        )
    )
    var journal: [String] = []

    /// `--journal A B` as the parser reads it, `--journal A --journal B`. Had the option all that follows it, it would have an
    /// argument too, as the id in `audit show --journal A ID`.
    static func spread(_ arguments: [String]) -> [String] {
        var spread: [String] = []
        var isBehindURL = false
        for (place, argument) in arguments.enumerated() {
            if argument == "--" { return spread + arguments[place...] }
            let isValue = spread.last == "--journal"
            if isBehindURL, !isValue, JournalLocation(argument) != nil { spread.append("--journal") }
            isBehindURL = spread.last == "--journal" || argument.hasPrefix("--journal=")
            spread.append(argument)
        }
        return spread
    }

    func validate() throws {
        for url in journal where JournalLocation(url) == nil {
            throw ValidationError("A journal is named as sqlite:PATH, systemd: or systemd:FOLDER, not '\(url)'.")
        }
    }

    /// Opens the journals.
    ///
    /// - Parameters:
    ///   - service: What is known of the configuration already.
    ///   - isFollowed: Whether each listing goes on where the one before has ended.
    /// - Throws: ``ExitStatus``, when the reason has been printed.
    func open(
        configuration: String,
        service: ServiceConfiguration? = nil,
        isFollowed: Bool = false
    ) throws -> any JournalSource {
        let locations = try locations(configuration, service)
        return try reading {
            let sources = try locations.map { try $0.open() }
            if isFollowed { return FollowedJournals(sources) }
            return sources.count == 1 ? sources[0] : MergedJournals(sources)
        }
    }

    /// Opens the one SQLite journal that is meant: verifying and pruning are its own.
    ///
    /// - Parameter virtue: What it has, or does, that no other journal has.
    /// - Throws: ``ExitStatus``, when the reason has been printed.
    func sqlitePath(configuration: String, as virtue: String) throws -> String {
        if let path = Self.path(ofOne: try locations(configuration, nil)) { return path }
        return try reading {
            throw JournalError.unsupported(
                "only a SQLite journal \(virtue), and each for itself; name one by --journal sqlite:PATH"
            )
        }
    }

    /// The path of the one SQLite journal that is read; nil where it is another kind, or several.
    func sqlitePathIfOne(configuration: String, service: ServiceConfiguration) -> String? {
        (try? locations(configuration, service)).flatMap(Self.path(ofOne:))
    }

    private static func path(ofOne locations: [JournalLocation]) -> String? {
        guard locations.count == 1, case .sqlite(let path) = locations[0] else { return nil }
        return path
    }

    /// Does what reads a journal that is open.
    ///
    /// - Throws: ``ExitStatus``, when the reason has been printed.
    func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as JournalError {
            StandardStreams.complain("tlsmandate: \(error)")
            throw ExitStatus.of(error)
        } catch {
            StandardStreams.complain("tlsmandate: the journal cannot be read further: \(error)")
            throw ExitStatus.inputOutput
        }
    }

    private func locations(_ configuration: String, _ service: ServiceConfiguration?) throws -> [JournalLocation] {
        guard journal.isEmpty else { return journal.compactMap(JournalLocation.init) }
        let service = try service ?? RegisterLoader.loadServiceOrComplain(configuration)
        let folders = Folders(configuration: configuration)
        return service.journals.prefix(1).map { location in
            switch location {
            case .sqlite(let path): .sqlite(path: folders.journal(path))
            case .systemd: .systemd(folder: nil)
            }
        }
    }
}

/// A journal as the command line names it.
private enum JournalLocation {
    case sqlite(path: String)
    case systemd(folder: String?)

    init?(_ url: String) {
        if url.hasPrefix("sqlite:"), url.utf8.count > 7 {
            self = .sqlite(path: String(url.dropFirst(7)))
        } else if url.hasPrefix("systemd:") {
            let folder = String(url.dropFirst(8))
            self = .systemd(folder: folder.isEmpty ? nil : folder)
        } else {
            return nil
        }
    }

    func open() throws(JournalError) -> any JournalSource {
        switch self {
        case .sqlite(let path): try SQLiteJournal(path: path)
        case .systemd(let folder): try SystemdJournal(directory: folder)
        }
    }
}
