import ArgumentParser
import DecisionJournal
import Foundation
import MandateCore

struct AuditList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists decisions in the order of time.",
        discussion: """
            Filters let through what has the value given; one that is given several times, any of them. On a terminal each line is \
            cut to its width; `audit show ID` shows one whole.

            Examples:
              tlsmandate audit list --agreement audi --action reject --since -7d
              tlsmandate audit list --violation protocol-too-old --since yesterday --format csv > old.csv
              tlsmandate audit list --client-address 192.0.2.10 --limit 20
              tlsmandate audit list --follow --action hold
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: "How decisions are printed; json: one object a line.")
    var format = Format.text
    @Flag(name: .long, help: "Go on with what is recorded from now on, until interrupted; looks twice a second.")
    var follow = false
    @OptionGroup var journal: JournalOptions
    @Option(
        name: .long,
        help: ArgumentHelp("Only the latest so many, 1 or more. Default: all.", valueName: "number")
    ) var limit: Int?
    @OptionGroup(title: "Filters") var filters: FilterOptions

    func validate() throws { try FilterOptions.check(limit: limit) }

    /// Between two looks for what is new.
    private static let pause = Duration.milliseconds(500)

    func run() async throws {
        var query = try filters.query(now: .now)
        query.limit = limit
        let source = try journal.open(configuration: common.config, isFollowed: follow)
        let printer = EntryPrinter(format: format)
        for line in printer.heading { StandardStreams.print(line) }
        func list() throws { try journal.reading { try source.list(query, printer.print) } }
        if follow, query.since == nil, query.limit == nil { query.since = .now }
        try list()
        query.limit = nil
        while follow {
            try await Task.sleep(for: Self.pause)
            try list()
        }
    }
}

/// Prints one entry after the other.
private struct EntryPrinter {
    let format: AuditList.Format
    private let columns = Columns([
        .init(title: "TIME", width: 20), .init(title: "ACTION", width: 12), .init(title: "AGREEMENT", width: 14),
        .init(title: "VIOLATIONS", width: 24), .init(title: "CLIENT", width: 28), .init(title: "FROM", width: 26),
        .init(title: "TO", width: 26), .init(title: "QUEUE ID", width: 12), .init(title: "ID", width: 16),
    ])

    init(format: AuditList.Format) { self.format = format }

    var heading: [String] {
        switch format {
        case .text: [columns.heading]
        case .json: []
        case .csv: [CSV.line(DecisionRecord.CodingKeys.allCases.map(\.rawValue))]
        }
    }

    func print(_ entry: JournalEntry) throws {
        switch (format, entry) {
        case (.json, _): try StandardStreams.printJSON(JSONEntry(entry: entry))
        case (.text, .decision(let record)): StandardStreams.print(columns.line(cells(record)))
        case (.text, .gap(let id, let time, let host, let lost)):
            StandardStreams.print(
                Printable.line("\(time.text) gap: id=\(id.text), host=\(host): \(lost) acceptances were not recorded")
            )
        case (.csv, .decision(let record)): StandardStreams.print(CSV.line(try RecordFields(record).texts))
        case (.csv, .gap(let id, let time, let host, let lost)):
            let cells = [id.text, time.text, host, "", "", "gap: \(lost) acceptances were not recorded"]
            let empty = DecisionRecord.CodingKeys.allCases.count - cells.count
            StandardStreams.print(CSV.line(cells + [String](repeating: "", count: empty)))
        }
    }

    private func cells(_ record: DecisionRecord) -> [String] {
        let causes = record.agreement.map { [$0] } ?? record.classes.map { "class \($0)" }
        return [
            record.time.textToTheSecond, record.outcome,
            causes.joined(separator: "+"), record.violations.map(\.rawValue).joined(separator: "+"),
            "\(record.clientName ?? "unknown")[\(record.clientAddress ?? "")]", "<\(record.sender)>",
            record.recipients.map { "<\($0)>" }.joined(separator: " "), record.queueID ?? "-", record.id.text,
        ]
    }
}

/// One line of a listing as JSON: a record with the journal's keys, or a gap.
private struct JSONEntry: Encodable {
    let entry: JournalEntry

    private enum CodingKeys: CodingKey { case id, time, host, gap }

    func encode(to encoder: any Encoder) throws {
        switch entry {
        case .decision(let record): try record.encode(to: encoder)
        case .gap(let id, let time, let host, let lost):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id.text, forKey: .id)
            try container.encode(time.text, forKey: .time)
            try container.encode(host, forKey: .host)
            try container.encode(lost, forKey: .gap)
        }
    }
}
