import ArgumentParser
import MailServerLog
import RegisterFiles

/// Which mail log is read.
struct MailLogOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The mail server's log, instead of the configuration's mail-log: journald, journald:FOLDER, or a file.",
            discussion: "Beside a file, those are read into which older lines were rotated, compressed by gzip or not.",
            valueName: "log"
        ),
        completion: .file()
    )
    var mailLog: String?

    func validate() throws {
        if mailLog == "" || mailLog == "journald:" { throw ValidationError("--mail-log is journald or a file.") }
    }

    /// The log that is meant.
    func source(_ configured: ServiceConfiguration.MailLog) -> MailLogSource {
        switch mailLog {
        case "journald": .journald
        case let given? where given.hasPrefix("journald:"): .journalFolder(String(given.dropFirst("journald:".count)))
        case let file?: .file(file)
        case nil:
            switch configured {
            case .journald: .journald
            case .file(let path): .file(path)
            }
        }
    }
}
