import ArgumentParser
import DecisionJournal
import MandateCore

struct AuditSummary: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Says how each agreement was kept: messages, refusals, TLS versions and ciphers.",
        discussion: """
            Where policy service and milter both recorded a message, the milter's record counts. The policy service records each \
            recipient.

            Examples:
              tlsmandate audit summary --since 2026-10-01 --until 2026-11-01
              tlsmandate audit summary --agreement audi --format json
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup(title: "Filters") var filters: FilterOptions

    func run() throws {
        let query = try filters.query(now: .now)
        let source = try journal.open(configuration: common.config)
        let summary = try journal.reading { JournalSummary(try source.groups(query)) }
        switch output.format {
        case .json: for part in summary.parts { try StandardStreams.printJSON(JSONPart(part)) }
        case .text: for line in Self.lines(summary) { StandardStreams.print(line) }
        }
    }

    private static func lines(_ summary: JournalSummary) -> [String] {
        if summary.parts.isEmpty { return ["No decision was recorded in this time."] }
        return summary.parts.flatMap { part -> [String] in
            let name = part.agreement.map { "\($0) \(part.direction?.rawValue ?? "")" } ?? "(no agreement)"
            var lines = [
                Printable.line(name),
                "    messages   \(part.messages), from \(part.first.text) to \(part.last.text)",
                "    kept       \(part.kept) (\(percent(part.share)))",
            ]
            if !part.refused.isEmpty { lines.append("    refused    \(list(named(part.refused)))") }
            if part.tested > 0 { lines.append("    in testing \(part.tested) would have been refused or held") }
            if !part.violations.isEmpty {
                lines.append("    violations \(list(named(part.violations)))")
            }
            lines.append("    TLS        \(list(part.protocols))")
            if !part.ciphers.isEmpty { lines.append("    ciphers    \(list(part.ciphers))") }
            return lines
        }
    }

    /// The most frequent first.
    private static func list(_ counts: [String: Int]) -> String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\(Printable.line($0.key)) \($0.value)" }.joined(separator: ", ")
    }

    /// Never 100 where one is missing.
    private static func percent(_ share: Double) -> String {
        let tenths = Int(share * 1000)
        return "\(tenths / 10).\(tenths % 10) %"
    }
}

/// Counts by the contract's words.
private func named<Kind: RawRepresentable<String>>(_ counts: [Kind: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: counts.map { ($0.rawValue, $1) })
}

private struct JSONPart: Encodable {
    let agreement: String?
    let direction: String?
    let messages: Int
    let kept: Int
    let share: Double
    let refused: [String: Int]
    let tested: Int
    let violations: [String: Int]
    let protocols: [String: Int]
    let ciphers: [String: Int]
    let first: String
    let last: String

    enum CodingKeys: String, CodingKey {
        case agreement, direction, messages, kept, share, refused, tested, violations
        case protocols = "encryption_protocol"
        case ciphers = "encryption_cipher"
        case first = "first_seen"
        case last = "last_seen"
    }

    init(_ part: JournalSummary.Part) {
        agreement = part.agreement
        direction = part.direction?.rawValue
        messages = part.messages
        kept = part.kept
        share = part.share
        refused = named(part.refused)
        tested = part.tested
        violations = named(part.violations)
        protocols = part.protocols
        ciphers = part.ciphers
        first = part.first.text
        last = part.last.text
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(agreement, forKey: .agreement)
        try container.encode(direction, forKey: .direction)
        try container.encode(messages, forKey: .messages)
        try container.encode(kept, forKey: .kept)
        try container.encode(share, forKey: .share)
        try container.encode(refused, forKey: .refused)
        try container.encode(tested, forKey: .tested)
        try container.encode(violations, forKey: .violations)
        try container.encode(protocols, forKey: .protocols)
        try container.encode(ciphers, forKey: .ciphers)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
    }
}
