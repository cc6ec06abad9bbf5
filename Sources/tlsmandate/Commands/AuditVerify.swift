import ArgumentParser
import DecisionJournal
import MandateCore

struct AuditVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Says whether a SQLite journal is as it was written, or where it was changed first.",
        discussion: """
            Each record carries a hash over itself and its predecessor. Whoever can write the file could write all of it anew: the \
            service therefore logs the head of the chain once a day, and where that log is kept by another host, --anchor compares \
            the journal with it. Exit code 65 where the chain is broken.

            Examples:
              tlsmandate audit verify
              tlsmandate audit verify --anchor 4711:5f3c…
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions
    @Option(name: .long, help: ArgumentHelp("A head that the service has logged, as NUMBER:HASH.", valueName: "head"))
    var anchor: String?

    func validate() throws {
        if let anchor, ChainHead(anchor) == nil {
            throw ValidationError(
                "--anchor is a head as the service logs it: a number, a colon, 64 hexadecimal digits."
            )
        }
    }

    func run() throws {
        let path = try journal.sqlitePath(configuration: common.config, as: "has a chain")
        let verification = try journal.reading {
            try SQLiteJournal(path: path).verify(anchor: anchor.flatMap { ChainHead($0) })
        }
        switch output.format {
        case .json: try StandardStreams.printJSON(JSONVerification(verification))
        case .text: for line in Self.lines(verification) { StandardStreams.print(line) }
        }
        if verification.broken != nil { throw ExitStatus.badData }
    }

    private static func lines(_ verification: ChainVerification) -> [String] {
        var lines = [
            "\(verification.entries.counting("entry", "entries")) verified, the last of them is \(verification.head)"
        ]
        if verification.unchained > 0 {
            let older = verification.unchained.counting("older entry was", "older entries were")
            lines.append("\(older) written before journals had a chain")
        }
        if verification.pruned > 0 {
            lines.append(
                "\(verification.pruned.counting("old entry was", "old entries were")) removed, as the chain says"
            )
        }
        lines.append(verification.broken.map { "BROKEN: \($0.words)" } ?? "The chain is whole.")
        return lines
    }
}

extension ChainVerification.Break {
    fileprivate var words: String {
        switch self {
        case .changed(let id): "record \(id.text) is not what was written, or what stands before it is missing"
        case .removed(let count, let id):
            "\(count.counting("entry is", "entries are")) missing before record \(id.text)"
        case .inserted(let id): "record \(id.text) was not written by the journal"
        case .text(let digest): "the text \(digest) of a register is not the one that decided"
        case .register(let digest): "the texts of the register \(digest) are not those that decided"
        case .anchor(let anchor, let found):
            found.map { "entry \(anchor.sequence) had another hash; the journal has \($0)" }
                ?? "the journal has no entry \(anchor.sequence): its newest entries are gone, or it was written anew"
        }
    }

    fileprivate var code: String {
        switch self {
        case .changed: "changed"
        case .removed: "removed"
        case .inserted: "inserted"
        case .text: "text"
        case .register: "register"
        case .anchor: "anchor"
        }
    }

    fileprivate var record: RecordID? {
        switch self {
        case .changed(let id), .removed(_, let id), .inserted(let id): id
        case .text, .register, .anchor: nil
        }
    }
}

private struct JSONVerification: Encodable {
    let verified: Int
    let unchained: Int
    let pruned: Int
    let head: String
    let intact: Bool
    let broken: String?
    let record: String?
    let reason: String?

    init(_ verification: ChainVerification) {
        verified = verification.entries
        unchained = verification.unchained
        pruned = verification.pruned
        head = "\(verification.head)"
        intact = verification.broken == nil
        broken = verification.broken?.code
        record = verification.broken?.record?.text
        reason = verification.broken?.words
    }
}
