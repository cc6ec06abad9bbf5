import ArgumentParser
import AuditReport
import DecisionJournal
import Foundation
import MandateCore
import PostfixServers
import RegisterFiles

/// Named so since `AuditReport` is the module that writes the page.
struct AuditReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a month's report for people who never saw a mail server.",
        discussion: """
            The report is one HTML file that needs nothing else: no network, no script; it can be printed. For each agreement it \
            says what was agreed, how many messages kept it on each day, how they were encrypted, every refusal with its reason, \
            and how the figures were made. Days are UTC.

            Examples:
              tlsmandate audit report --month 2026-10 -o october.html
              tlsmandate audit report --agreement audi --agreement hella -o - > partners.html

            FILE is replaced when the report is complete, and not before; a report that is interrupted leaves it as it was. \
            Exit codes: 0; 64 usage, 65 a damaged journal, 69 no journal or no such agreement, 74 input or output, \
            78 configuration.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var journal: JournalOptions

    @Option(
        name: .long,
        help: ArgumentHelp("The month, in UTC; by default the last that is over.", valueName: "yyyy-mm")
    )
    var month: String?

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("An agreement's name; may be given several times. By default all.", valueName: "name")
    )
    var agreement: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the report is written; - is standard output.", valueName: "file")
    )
    var output: String

    func validate() throws {
        if let month, ReportMonth(month) == nil {
            throw ValidationError("--month is a month as in 2026-10, and '\(month)' is none.")
        }
        if output.isEmpty { throw ValidationError("--output needs the name of a file, or -.") }
    }

    func run() throws {
        let now = Timestamp.now
        let loaded = try RegisterLoader.loadOrComplain(common.config)
        let month = month.flatMap(ReportMonth.init) ?? ReportMonth(of: now.day).previous
        var builder = ReportBuilder(subject(loaded, month, now: now))
        try read(into: &builder)
        let report = builder.finish()
        let unknown = agreement.filter { !report.knows($0) }
        for name in unknown {
            StandardStreams.complain(
                "tlsmandate: neither the register nor the journal of \(month.text) has an agreement \(Printable.value(name))"
            )
        }
        if !unknown.isEmpty { throw ExitStatus.unavailable }
        try write(report)
    }

    private func subject(_ loaded: LoadedRegister, _ month: ReportMonth, now: Timestamp) -> ReportSubject {
        let settings = DecisionSettings(loaded)
        return ReportSubject(
            organisation: loaded.register.configuration.organisation.name,
            month: month,
            agreements: loaded.register.agreements,
            selection: agreement.isEmpty ? nil : Set(agreement),
            register: loaded.register.digest,
            recording: settings.recording,
            addresses: settings.addresses,
            now: now
        )
    }

    /// Adds what the journal has: the one place where the report meets it.
    private func read(into builder: inout ReportBuilder) throws {
        var query = RecordQuery()
        (query.since, query.until) = builder.span
        if !agreement.isEmpty { query.filters = [(key: .agreement, values: agreement)] }
        let reader = try journal.open(configuration: common.config)
        do {
            try reader.list(query) { entry in
                switch entry {
                case .decision(let record): builder.add(record)
                case .gap(_, let time, let host, let lost): builder.add(gap: lost, at: time, host: host)
                }
            }
        } catch {
            StandardStreams.complain("tlsmandate: the journal cannot be read further: \(error)")
            throw ExitStatus.inputOutput
        }
    }

    private func write(_ report: Report) throws {
        do {
            if output == "-" {
                try report.write { try FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) }
            } else {
                try ReplacedFile.write(to: output) { file in try report.write { try file.write($0) } }
            }
        } catch {
            StandardStreams.complain("tlsmandate: the report cannot be written to \(Printable.value(output)): \(error)")
            throw ExitStatus.inputOutput
        }
    }
}
