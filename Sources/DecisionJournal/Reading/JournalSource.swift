package import MandateCore

/// A journal that is read, also while the service writes it.
package protocol JournalSource {
    /// As the configuration names it.
    var url: String { get }

    /// The journals in which entries come in the order of their names: this one, or where it is that of several gateways, theirs.
    ///
    /// - Throws: ``JournalError``.
    func parts() throws -> [any JournalSource]

    /// Hands what a query asks for to `body`, in the order of the entries' names, holding one at a time.
    ///
    /// - Throws: ``JournalError``; what `body` throws.
    func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws

    /// One record, or nil where there is none of that name.
    func record(_ id: RecordID) throws -> DecisionRecord?

    /// The texts of a register; empty where the journal does not have it.
    func register(_ digest: String) throws -> [StoredRegister.Text]

    /// Counts what a query asks for, whatever its limit. Where policy and milter both recorded a message, the milter's record counts
    /// (DESIGN.md, section 6).
    func groups(_ query: RecordQuery) throws -> [SummaryGroup]
}

extension JournalSource {
    package func parts() throws -> [any JournalSource] { [self] }
}
