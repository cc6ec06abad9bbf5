import DecisionJournal
import Logging
import MandateCore
import RegisterFiles

/// The journals of the configuration, as the service writes them.
struct Journals {
    let writer: JournalWriter
    /// As `status` names them.
    let urls: [String]

    init(_ service: ServiceConfiguration, folders: Folders, host: String, logger: Logger) {
        let targets = service.journals.map { location -> JournalTarget in
            switch location {
            case .sqlite(let path):
                .sqlite(path: folders.journal(path), survivesPowerLoss: service.journalSync == .full)
            case .systemd: .systemd
            }
        }
        let urls = targets.map(\.url)
        self.urls = urls
        let names = urls.joined(separator: " ")
        writer = JournalWriter(
            journals: targets,
            host: host,
            clock: { .now },
            events: JournalWriter.Events(
                written: DecisionLogger().log,
                failed: { reason in
                    if let reason {
                        logger.error(
                            "the journal cannot be written: refusals are answered temporarily",
                            metadata: ["journal": "\(names)", "reason": "\(reason)"]
                        )
                    } else {
                        logger.notice("the journal can be written again", metadata: ["journal": "\(names)"])
                    }
                },
                head: { head in
                    // Where the log goes to another host, this line anchors the journal: audit verify --anchor.
                    logger.notice("head of the journal's chain", metadata: ["journal": "\(names)", "head": "\(head)"])
                }
            )
        )
    }
}
