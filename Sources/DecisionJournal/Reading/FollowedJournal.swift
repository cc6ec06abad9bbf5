package import MandateCore

/// A journal that is listed again and again, each time behind what it has listed so far.
///
/// Of several journals each is followed for itself: one may get a record later than another whose name is older, as where the
/// clocks of two gateways differ.
package final class FollowedJournal: JournalSource {
    private let source: any JournalSource
    /// The last entry that was listed.
    private var place: RecordID?

    package init(_ source: any JournalSource) { self.source = source }

    package var url: String { source.url }

    package func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        var query = query
        if let place { query.after = max(place, query.after ?? place) }
        try source.list(query) { entry in
            try body(entry)
            place = entry.id
        }
    }

    package func record(_ id: RecordID) throws -> DecisionRecord? { try source.record(id) }

    package func register(_ digest: String) throws -> [StoredRegister.Text] { try source.register(digest) }

    package func groups(_ query: RecordQuery) throws -> [SummaryGroup] { try source.groups(query) }
}
