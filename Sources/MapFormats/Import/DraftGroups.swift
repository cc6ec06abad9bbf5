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
    /// The domains of each draft.
    private var listed: [Set<String>] = []
    private var groups: [String: Group] = [:]

    /// The drafts with equal demands, by place. A table may have a hundred thousand lines that ask for the same.
    private struct Group {
        /// The first that has domains.
        var first: Int?
        /// By its domains, and by what is above them; of several the first.
        var named: [String: Int] = [:]
        var above: [String: Int] = [:]

        /// The first draft that has a domain, one above it or one below it.
        func related(to names: [String]) -> Int? {
            names.flatMap { name in [named[name], above[name]] + DraftGroups.parents(name).map { named[$0] } }
                .compactMap(\.self).min()
        }

        mutating func add(_ names: [String], at position: Int) {
            first = first ?? position
            for name in names {
                named[name] = min(named[name] ?? position, position)
                for parent in DraftGroups.parents(name) { above[parent] = min(above[parent] ?? position, position) }
            }
        }
    }

    /// Adds one entry.
    ///
    /// - Parameters:
    ///   - demands: What it asks for, as a text that is equal for equal demands.
    ///   - isDistinctive: Whether the demands alone tell the partner.
    mutating func add(_ draft: DraftAgreement, demands: String, isDistinctive: Bool) {
        let names = draft.domains.map(Self.bare)
        // Through the dictionary each time: a copy in hand would make the next change copy the whole group.
        let found = isDistinctive ? groups[demands]?.first : groups[demands]?.related(to: names)
        guard !names.isEmpty, let position = found else {
            if !names.isEmpty { groups[demands, default: Group()].add(names, at: drafts.count) }
            listed.append(Set(draft.domains))
            drafts.append(draft)
            return
        }
        drafts[position].domains += draft.domains.filter { listed[position].insert($0).inserted }
        drafts[position].lines += draft.lines
        groups[demands, default: Group()].add(names, at: position)
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

    /// The names above a domain.
    private static func parents(_ domain: String) -> [String] {
        domain.indices.filter { domain[$0] == "." }.map { String(domain[domain.index(after: $0)...]) }
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
