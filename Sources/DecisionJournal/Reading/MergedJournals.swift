package import MandateCore

/// Several journals read as one, in the order of the entries' names: those of several gateways.
package struct MergedJournals: JournalSource {
    private let sources: [any JournalSource]

    package init(_ sources: [any JournalSource]) { self.sources = sources }

    package var url: String { sources.map(\.url).joined(separator: " ") }

    package func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        if let limit = query.limit, query.after == nil { return try latest(limit, of: query, body) }
        var pages = sources.map { JournalPages($0, query) }
        var left = query.limit ?? .max
        while left > 0 {
            var next: (index: Int, entry: JournalEntry)?
            for index in pages.indices {
                guard let entry = try pages[index].first, next.map({ entry.id < $0.entry.id }) ?? true else { continue }
                next = (index, entry)
            }
            guard let next else { return }
            pages[next.index].removeFirst()
            if case .decision = next.entry { left -= 1 }
            try body(next.entry)
        }
    }

    /// The latest of all: the latest so many of each, of which the latest so many.
    private func latest(_ limit: Int, of query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        var entries: [JournalEntry] = []
        for source in sources { try source.list(query) { entries.append($0) } }
        entries.sort { $0.id < $1.id }
        let decisions = entries.indices.filter { if case .decision = entries[$0] { true } else { false } }
        // What lies before the first of the latest is left out, gaps too.
        for entry in entries[(decisions.suffix(limit).first ?? 0)...] { try body(entry) }
    }

    package func record(_ id: RecordID) throws -> DecisionRecord? {
        for source in sources {
            if let record = try source.record(id) { return record }
        }
        return nil
    }

    package func register(_ digest: String) throws -> [StoredRegister.Text] {
        for source in sources {
            let texts = try source.register(digest)
            if !texts.isEmpty { return texts }
        }
        return []
    }
}

/// A journal's entries a page at a time, so that several can be read side by side.
private struct JournalPages {
    private let source: any JournalSource
    private var query: RecordQuery
    private var page: ArraySlice<JournalEntry> = []
    private var isAtEnd = false

    init(_ source: any JournalSource, _ query: RecordQuery) {
        self.source = source
        self.query = query
        self.query.after = query.after ?? RecordID(number: 0)
        self.query.limit = JournalLimits.page
    }

    var first: JournalEntry? {
        mutating get throws {
            if page.isEmpty, !isAtEnd { try turn() }
            return page.first
        }
    }

    mutating func removeFirst() { page.removeFirst() }

    private mutating func turn() throws {
        var entries: [JournalEntry] = []
        try source.list(query) { entries.append($0) }
        isAtEnd = entries.isEmpty
        if let last = entries.last { query.after = last.id }
        page = entries[...]
    }
}
