import ArgumentParser
import DecisionJournal
import MandateCore

struct AuditShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one decision whole, with the agreement's text as it was then.",
        discussion: """
            The text is the one of the register that decided, which the journal keeps, whatever has become of the file since.

            Examples:
              tlsmandate audit show 1a1fc29c52356e00
              tlsmandate audit show 1a1fc29c52356e00 --journal sqlite:/srv/mx1.sqlite
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions

    @Argument(help: "The record's id: sixteen hexadecimal digits.")
    var id: String

    func validate() throws {
        if RecordID(id) == nil {
            throw ValidationError("'\(id)' is no record's id: it has sixteen hexadecimal digits.")
        }
    }

    func run() throws {
        let reader = try journal.open(configuration: common.config)
        guard let id = RecordID(id), let record = try journal.reading({ try reader.record(id) }) else {
            StandardStreams.complain("tlsmandate: the journal has no record \(id)")
            throw ExitStatus.unavailable
        }
        switch output.format {
        case .json: try StandardStreams.printJSON(record)
        case .text:
            for line in try Self.fields(record) { StandardStreams.print(line) }
            let texts = try journal.reading { try reader.register(record.register) }
            for line in Self.agreementText(record, texts) { StandardStreams.print(line) }
        }
    }

    /// A line a key, in the contract's order, without those that are not known.
    private static func fields(_ record: DecisionRecord) throws -> [String] {
        zip(DecisionRecord.CodingKeys.allCases, try RecordFields(record).texts).filter { !$1.isEmpty }
            .map { "\($0.rawValue): \(Printable.escaped($1))" }
    }

    private static func agreementText(_ record: DecisionRecord, _ texts: [StoredRegister.Text]) -> [String] {
        guard let agreement = record.agreement else { return [] }
        guard let text = texts.first(where: { $0.path.hasSuffix("/\(agreement).yaml") }) else {
            return ["", "The text of the agreement \(agreement) is not in this journal."]
        }
        let lines = String(decoding: text.octets, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        return ["", "\(text.path), as it was then:"]
            + lines.enumerated().map { "\($0 + 1)\t\(Printable.line(String($1)))" }
    }
}
