import DecisionJournal

extension RecordQuery {
    /// A query that asks for what is set on it.
    init(_ change: (inout RecordQuery) -> Void) {
        self.init()
        change(&self)
    }
}
