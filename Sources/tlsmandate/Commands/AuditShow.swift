import ArgumentParser
import DecisionJournal
import Foundation
import MandateCore

struct AuditShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one decision whole, with the agreement's text as it was then."
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
        guard let id = RecordID(id), let record = try reader.record(id) else {
            StandardStreams.complain("tlsmandate: the journal has no record \(id)")
            throw ExitStatus.unavailable
        }
        switch output.format {
        case .json: try StandardStreams.printJSON(record)
        case .text:
            for line in try Self.fields(record) { StandardStreams.print(line) }
            for line in Self.agreementText(record, try reader.register(record.register)) { StandardStreams.print(line) }
        }
    }

    /// A line a key, in the contract's order, without those that are not known.
    private static func fields(_ record: DecisionRecord) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(record)) as? [String: Any] ?? [:]
        return DecisionRecord.CodingKeys.allCases.compactMap { key in
            switch object[key.rawValue] {
            case nil, is NSNull: nil
            case let list as [String]:
                list.isEmpty ? nil : "\(key.rawValue): \(list.map(Printable.escaped).joined(separator: ", "))"
            case let value?: "\(key.rawValue): \(Printable.escaped("\(value)"))"
            }
        }
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
