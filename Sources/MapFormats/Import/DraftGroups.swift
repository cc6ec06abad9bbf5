internal import MandateCore

/// What an import found.
package struct ImportResult: Sendable {
    package let drafts: [DraftAgreement]
    /// What could not be carried over, by line.
    package let gaps: [ImportGap]
}

/// Puts what a table says of single domains together to agreements.
///
/// A table does not say who its partners are. Two entries are one partner's where they ask for the same and either name the
/// same certificate or are a domain and what is below it; all others stay apart, since who parts them later has more to lose.
struct DraftGroups {
    private(set) var drafts: [DraftAgreement] = []
    /// By demands that name a certificate, and by domain.
    private var positions: [String: [Int]] = [:]

    /// Adds one entry.
    ///
    /// - Parameters:
    ///   - demands: What it asks for, as a text that is equal for equal demands.
    ///   - isDistinctive: Whether the demands alone tell the partner.
    mutating func add(_ draft: DraftAgreement, demands: String, isDistinctive: Bool) {
        let bare = draft.domains.map(Self.bare)
        for position in positions[demands, default: []] {
            let others = drafts[position].domains.map(Self.bare)
            let isRelated = others.contains { other in bare.contains { Self.isRelated($0, other) } }
            guard isDistinctive && !bare.isEmpty && !others.isEmpty || isRelated else { continue }
            drafts[position].domains += draft.domains.filter { !drafts[position].domains.contains($0) }
            drafts[position].gateways += draft.gateways.filter { !drafts[position].gateways.contains($0) }
            drafts[position].lines += draft.lines
            return
        }
        positions[demands, default: []].append(drafts.count)
        drafts.append(draft)
    }

    /// The drafts, each with a name of its own.
    func named() -> [DraftAgreement] {
        var taken: Set<String> = []
        return drafts.map { draft in
            var draft = draft
            let from =
                draft.domains.first ?? draft.gateways.first ?? draft.inbound?.clients.first ?? draft.outbound?.route
            let base = Self.fileName(from ?? "draft")
            var name = base
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(base)-\(number)"
                number += 1
            }
            draft.name = name
            return draft
        }
    }

    private static func bare(_ domain: String) -> String {
        domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain
    }

    private static func isRelated(_ one: String, _ other: String) -> Bool {
        one == other || one.hasSuffix("." + other) || other.hasSuffix("." + one)
    }

    /// Letters, digits, dots and hyphens of a text, none of the latter two at the ends; at most 100.
    private static func fileName(_ text: String) -> String {
        let isName: (UInt8) -> Bool = {
            0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        let words = text.utf8.prefix(100).split { !isName($0) }.map { String(decoding: $0, as: UTF8.self) }
        var name = words.joined(separator: "-").drop { $0 == "." || $0 == "-" }
        while let last = name.last, last == "." || last == "-" { name.removeLast() }
        return name.isEmpty ? "draft" : String(name)
    }
}
