import ArgumentParser
import DecisionJournal
import MandateCore
import PostfixServers

struct AuditList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists decisions in the order of time.",
        discussion: "Filters let through what has the value given; one that is given several times, any of them."
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup(title: "Filters") var filters: FilterOptions

    func run() throws {
        let query = try filters.query(now: .now)
        let reader = try journal.open(configuration: common.config)
        do {
            try reader.list(query) { entry in
                switch output.format {
                case .text: StandardStreams.print(Self.line(entry))
                case .json: try StandardStreams.printJSON(JSONEntry(entry: entry))
                }
            }
        } catch {
            StandardStreams.complain("tlsmandate: the journal cannot be read further: \(error)")
            throw ExitStatus.inputOutput
        }
    }

    private static func line(_ entry: JournalEntry) -> String {
        switch entry {
        case .decision(let record): "\(record.time.text) \(DecisionLine.text(record))"
        case .gap(let id, let time, let host, let lost):
            "\(time.text) gap: id=\(id.text), host=\(Printable.value(host)), lost=\(lost) (acceptances that were not recorded)"
        }
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
