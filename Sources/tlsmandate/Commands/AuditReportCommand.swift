import ArgumentParser
import AuditReport
import DecisionJournal
import Foundation
import MailServerLog
import MandateCore
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

    @OptionGroup var mailLog: MailLogOptions

    @Option(
        name: .long,
        help: ArgumentHelp("The month, in UTC. Default: the last that is over.", valueName: "yyyy-mm")
    )
    var month: String?

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("An agreement's name; may be given several times. Default: all.", valueName: "name")
    )
    var agreement: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the report is written; - is standard output.", valueName: "file"),
        completion: .file()
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
        try read(loaded, into: &builder)
        let deliveries = readDeliveries(loaded, month, into: &builder, now: now)
        let chain = try verifiedChain(loaded)
        let report = builder.finish(head: chain?.head, verification: chain?.sentence, deliveries: deliveries)
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
    private func read(_ loaded: LoadedRegister, into builder: inout ReportBuilder) throws {
        var query = RecordQuery()
        (query.since, query.until) = builder.span
        if !agreement.isEmpty { query.filters = [(key: .agreement, values: agreement)] }
        let reader = try journal.open(configuration: common.config, service: loaded.service)
        try journal.reading {
            try reader.list(query) { entry in
                switch entry {
                case .decision(let record): builder.add(record)
                case .gap(_, let time, let host, let lost): builder.add(gap: lost, at: time, host: host)
                }
            }
        }
    }

    /// Adds what the mail server's log tells of our deliveries.
    ///
    /// - Returns: The log's name; nil where there is none, or it cannot be read, which the report then says.
    private func readDeliveries(
        _ loaded: LoadedRegister,
        _ month: ReportMonth,
        into builder: inout ReportBuilder,
        now: Timestamp
    ) -> String? {
        let source = mailLog.source(loaded.service.mailLog)
        let (since, until) = builder.span
        var fold = DeliveryFold(lookup: PartyDirectory(register: loaded.register, day: now.day).party)
        var events = EventReader()
        var isThere = false
        do {
            try source.read(since: since, now: now) { line in
                isThere = true
                if line.time < until { events.read(line) { fold.add($0) } }
            }
        } catch {
            StandardStreams.complain("tlsmandate: our deliveries are left out: \(Printable.line("\(error)"))")
            return nil
        }
        for day in fold.days where month.contains(day.day.start) {
            for delivery in day.reported { builder.add(delivery) }
        }
        return isThere ? "\(source)" : nil
    }

    /// The end of the chain, and what verifying it found; nil for journals that have none.
    private func verifiedChain(_ loaded: LoadedRegister) throws -> (head: String, sentence: String)? {
        guard let path = journal.sqlitePathIfOne(configuration: common.config, service: loaded.service) else {
            return nil
        }
        let verification = try journal.reading { try SQLiteJournal(path: path).verify() }
        let sentence =
            verification.broken == nil
            ? "The chain was verified when this report was made, and is whole."
            : "The chain was verified when this report was made, and is BROKEN: see audit verify."
        return ("\(verification.head)", sentence)
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

extension TLSSession.Verdict {
    fileprivate var reported: AuditReport.Delivery.Verdict {
        switch self {
        case .verified: .verified
        case .trusted: .trusted
        case .untrusted: .untrusted
        case .anonymous: .anonymous
        }
    }
}

extension DeliveryDay {
    /// The day as the report counts it.
    fileprivate var reported: [AuditReport.Delivery] {
        var deliveries = overTLS.map { sessions in
            AuditReport.Delivery(
                day: day,
                agreement: agreement,
                count: sessions.deliveries,
                verdict: sessions.session.verdict.reported,
                encryptionProtocol: sessions.session.protocolName,
                cipher: sessions.session.cipher,
                result: .sent
            )
        }
        let others: [(Int, AuditReport.Delivery.Result)] = [
            (withoutTLSRecord, .sent), (deferredAttempts, .deferred), (bounced, .bounced),
        ]
        for (count, result) in others where count > 0 {
            deliveries.append(
                AuditReport.Delivery(day: day, agreement: agreement, count: count, verdict: .unknown, result: result)
            )
        }
        return deliveries
    }
}
