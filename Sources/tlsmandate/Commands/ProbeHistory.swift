import ArgumentParser
import DecisionJournal
import MandateCore
import RegisterFiles

struct ProbeHistory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Shows what has changed at an agreement's gateways from probe to probe, and how they are now.",
        discussion: """
            Each probe by --all, of a domain or by --agreement keeps what it found in the SQLite journal that the configuration names \
            first, where the service has made it. Probes by --self and --connect are not kept. What is older than `journal-keep` is \
            removed, but for the last result of each gateway.

            Told are: first seen, gone and found again, another result, protocol or cipher, a certificate replaced, another issuer, a \
            name that matches no more, and a certificate's end \(Self.reminders) days before it and once it has come. Probes that found \
            nothing new are counted together. As JSON each change and each present state (of one address) is one object a line; its `event` says which.

            Exit codes: 0, also where nothing was kept yet; 64 usage, 65 the journal is damaged, 69 there is no journal \
            or no such agreement, 74 it could not be read, 78 the configuration has errors.

            Examples:
              tlsmandate probe history partner
              tlsmandate probe history partner --since -30d --format json
              tlsmandate probe history partner --journal sqlite:/var/lib/tlsmandate/journal.sqlite
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions

    @Argument(help: "The agreement's name: that of its file without .yaml.")
    var agreement: String
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp(
            "Changes from this moment on: RFC 3339, a day, today, yesterday, or -7d, -12h, -30m.",
            valueName: "moment"
        )
    ) var since: String?
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp("Before this moment, as if no later probe had been.", valueName: "moment")
    ) var until: String?
    @Option(name: .long, help: ArgumentHelp("Only the latest so many changes, 1 or more.", valueName: "number"))
    var limit: Int?

    private static let reminders = CertificateEnd.remindingDays.map(String.init).joined(separator: ", ")

    func validate() throws {
        _ = try FilterOptions.moment(since, "--since", now: .now)
        _ = try FilterOptions.moment(until, "--until", now: .now)
        try FilterOptions.check(limit: limit)
    }

    func run() throws {
        let now = Timestamp.now
        let path = try journal.sqlitePath(configuration: common.config, as: "keeps what probes found")
        let end = try FilterOptions.moment(until, "--until", now: now)
        let (histories, probed) = try journal.reading {
            let source = try SQLiteJournal(path: path)
            var builder = HistoryBuilder()
            try source.probes(of: agreement, until: end) { builder.add($0) }
            let histories = builder.finish()
            return (histories, histories.isEmpty ? try source.probedAgreements() : [])
        }
        if histories.isEmpty { return try sayNothingWasKept(probed) }
        let since = try FilterOptions.moment(since, "--since", now: now)
        let shown = ShownHistory.of(histories, since: since, limit: limit)
        switch output.format {
        case .json:
            for line in shown.flatMap({ ProbeHistoryJSON.lines($0, agreement: agreement, now: now) }) {
                try StandardStreams.printJSON(line)
            }
        case .text: for line in ProbeHistoryText.lines(shown, now: now) { StandardStreams.print(line) }
        }
    }

    /// A name that nobody knows is a mistake; one that was never probed is not.
    ///
    /// - Parameter probed: Whose probes the journal keeps.
    /// - Throws: ``ExitStatus/unavailable``.
    private func sayNothingWasKept(_ probed: [String]) throws {
        let register = RegisterLoader.load(configuration: common.config, today: Timestamp.now.day).loaded?.register
        let known = (register?.agreements.map(\.name) ?? []) + probed
        guard known.contains(agreement) else {
            let suggestion = Suggestion.ending(for: agreement, among: known)
            let reason = register == nil ? "no probe was kept of an agreement" : "there is no agreement"
            StandardStreams.complain("tlsmandate: \(reason) '\(Printable.escaped(agreement))'\(suggestion)")
            throw ExitStatus.unavailable
        }
        let end = until.map { " before \($0)" } ?? ""
        if output.format == .text { StandardStreams.print("No probe of \(agreement) was kept\(end).") }
    }
}
