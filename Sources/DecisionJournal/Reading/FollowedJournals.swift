package import MandateCore

/// Journals that are read as one again and again, each time behind what has been listed so far.
///
/// Each gateway's is followed for itself: one may get a record later than another whose name is older, as where two clocks differ or
/// a network lies between.
package final class FollowedJournals: JournalSource {
    private let sources: [any JournalSource]
    /// The last entry that was listed of each part, by the part's URL.
    fileprivate var places: [String: RecordID] = [:]

    package init(_ sources: [any JournalSource]) { self.sources = sources }

    package var url: String { all.url }

    private var all: MergedJournals { MergedJournals(sources) }

    package func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        let parts = try sources.flatMap { try $0.parts() }
        try MergedJournals(parts.map { FollowedPart(source: $0, journals: self) }).list(query, body)
    }

    package func record(_ id: RecordID) throws -> DecisionRecord? { try all.record(id) }

    package func register(_ digest: String) throws -> [StoredRegister.Text] { try all.register(digest) }

    package func groups(_ query: RecordQuery) throws -> [SummaryGroup] { try all.groups(query) }
}

/// One gateway's journal; what is asked of it is taken for listed.
private struct FollowedPart: JournalSource {
    let source: any JournalSource
    let journals: FollowedJournals

    var url: String { source.url }

    func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        var query = query
        if let place = journals.places[url] { query.after = max(place, query.after ?? place) }
        try source.list(query) { entry in
            try body(entry)
            journals.places[url] = entry.id
        }
    }

    func record(_ id: RecordID) throws -> DecisionRecord? { try source.record(id) }

    func register(_ digest: String) throws -> [StoredRegister.Text] { try source.register(digest) }

    func groups(_ query: RecordQuery) throws -> [SummaryGroup] { try source.groups(query) }
}
