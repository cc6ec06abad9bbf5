import ArgumentParser
import DecisionJournal
import MailServerLog
import MandateCore

struct AuditHeld: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held",
        abstract: "Lists the messages on hold in the mail server's queue, with the command that releases each.",
        discussion: """
            Asks Postfix (postqueue -j) and Sendmail (mailq -qQ), whichever is installed, and adds from the journal why tlsmandate \
            held a message. Mail on hold never expires: look here regularly. It needs the rights that the mail server's own commands \
            need, in general root's.

            Examples:
              tlsmandate audit held
              tlsmandate audit held --format json
              tlsmandate audit held --postfix-config /etc/postfix-out

            Exit codes: 0, also where nothing is held; 64 usage, 69 no mail server is installed, 74 its queue could not be listed.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Ask only the Postfix with this configuration (its folder). Default: the Postfix here, and Sendmail.",
            valueName: "folder"
        ),
        completion: .directory
    ) var postfixConfig: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Ask only the Sendmail with this configuration (sendmail.cf). Default: the Sendmail here, and Postfix.",
            valueName: "file"
        ),
        completion: .file()
    ) var sendmailConfig: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Sendmail's program. Default: it is looked for.", valueName: "file"),
        completion: .file()
    )
    var sendmail: String?

    /// As many queue ids are asked of the journal at once.
    private static let batch = 500

    func run() async throws {
        let now = Timestamp.now
        let messages: [HeldMessage]
        do {
            messages = try await HeldMail.installed(
                postfixConfiguration: postfixConfig,
                sendmailConfiguration: sendmailConfig,
                sendmailProgram: sendmail
            ).messages(now: now)
        } catch {
            StandardStreams.complain(Printable.line("tlsmandate: \(error)"))
            throw error as? HeldMailError == .noServer ? ExitStatus.unavailable : ExitStatus.inputOutput
        }
        let joined = messages.isEmpty ? [] : joined(messages)
        switch output.format {
        case .json: for message in joined { try StandardStreams.printJSON(message) }
        case .text:
            if joined.isEmpty { StandardStreams.print("No message is on hold.") }
            for line in HeldText.lines(joined, now: now) { StandardStreams.print(line) }
        }
    }

    /// The messages with what the journal has of them, the latest record of each; where it cannot be read, that is said, and the
    /// list stands without it.
    private func joined(_ messages: [HeldMessage]) -> [HeldMessage] {
        var found: [Int: HeldMessage.Record] = [:]
        do {
            let source = try journal.open(configuration: common.config)
            for start in stride(from: 0, to: messages.count, by: Self.batch) {
                let batch = messages.indices[start...].prefix(Self.batch)
                var query = RecordQuery()
                query.filters = [(.queueID, batch.map { messages[$0].queueID }), (.action, [ActionWord.hold.rawValue])]
                query.since = batch.map { messages[$0].deciding.lowerBound }.min()
                query.until = batch.map { messages[$0].deciding.upperBound }.max()
                let places = Dictionary(grouping: batch) { messages[$0].queueID }
                try source.list(query) { entry in
                    guard case .decision(let record) = entry, record.mode == .enforce, let id = record.queueID else {
                        return
                    }
                    let words = record.reply ?? record.violations.map(\.rawValue).joined(separator: ", ")
                    for place in places[id] ?? [] where messages[place].deciding.contains(record.time) {
                        found[place] = HeldMessage.Record(reason: words, agreement: record.agreement)
                    }
                }
            }
        } catch is ExitCode {
            StandardStreams.complain("tlsmandate: so the reasons that the journal has are not shown")
        } catch {
            StandardStreams.complain("tlsmandate: the journal cannot be read: \(error); its reasons are not shown")
        }
        return messages.indices.map { messages[$0].joined(with: found[$0]) }
    }
}
