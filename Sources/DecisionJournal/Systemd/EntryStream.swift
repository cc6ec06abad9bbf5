internal import MandateCore

/// The entries of one kind and one machine that a query asks for, one after the other.
final class EntryStream {
    private let journal: JournalHandle
    private let completions: Completions?
    private let query: RecordQuery
    private let isBackwards: Bool
    /// The entry that is next; nil at the end.
    private(set) var entry: JournalEntry?

    /// - Parameter isBackwards: From the latest to the first.
    init(_ kind: EntryKind, of machine: MachineJournal, _ query: RecordQuery, isBackwards: Bool) throws(JournalError) {
        self.query = query
        self.isBackwards = isBackwards
        journal = try machine.open()
        completions = kind == .decision ? try Completions(machine) : nil
        var matches = machine.entries(kind)
        let place = try Self.start(query, isBackwards: isBackwards, of: machine, in: journal)
        if let completions { try query.add(to: &matches, completions) }
        try journal.select(matches)
        try journal.seek(place)
        try advance()
    }

    /// Where the entries begin that are asked for, or for the way back, where they end.
    private static func start(
        _ query: RecordQuery,
        isBackwards: Bool,
        of machine: MachineJournal,
        in journal: borrowing JournalHandle
    ) throws(JournalError) -> JournalPlace {
        if isBackwards { return query.until.map { .moment($0.milliseconds + SystemdLimits.slack) } ?? .tail }
        var since = query.since?.milliseconds
        if let after = query.after {
            // From an entry that is there: a page, and the latest, are found without reading those before them again.
            let names = [after, RecordID(number: max(after.number, after.number &+ 1))]
            for (name, kind) in names.flatMap({ [($0, EntryKind.decision), ($0, .gap)] }) {
                let values = [(JournalField.id, name.text)]
                let place = try machine.last(kind, values, in: journal) { journal throws(JournalError) in
                    try journal.place()
                }
                if let place { return place }
            }
            since = max(since ?? 0, after.milliseconds)
        }
        return since.map { .moment(max(0, $0 - SystemdLimits.slack)) } ?? .head
    }

    /// Goes to the next entry that is asked for.
    func advance() throws(JournalError) {
        entry = nil
        while entry == nil, try isBackwards ? journal.previous() : journal.next() {
            if try isBeyond() { return }
            let fields = try journal.fields()
            if let completions {
                entry = try decision(fields, completions)
            } else if case .gap(let id, let time, _, _) = try fields.gap(), query.includes(time),
                query.after.map({ id > $0 }) ?? true
            {
                entry = try fields.gap()
            }
        }
    }

    /// Whether nothing that is asked for can follow.
    private func isBeyond() throws(JournalError) -> Bool {
        if isBackwards {
            guard let since = query.since else { return false }
            return try journal.milliseconds() < since.milliseconds - SystemdLimits.slack
        }
        guard let until = query.until else { return false }
        return try journal.milliseconds() > until.milliseconds + SystemdLimits.slack
    }

    private func decision(_ fields: EntryFields, _ completions: Completions) throws(JournalError) -> JournalEntry? {
        if let after = query.after, let id = fields.id, id <= after { return nil }
        var record = try fields.record()
        // What the filters do not let through needs no queue id, unless it is that by which they judge.
        let isJudgedFirst = !query.filters.contains { $0.key == .queueID }
        if isJudgedFirst, !query.matches(record) { return nil }
        try completions.complete(&record)
        return isJudgedFirst || query.matches(record) ? .decision(record) : nil
    }
}

/// Entries of several machines in the order of their names, or back.
struct EntryStreams {
    private var streams: [EntryStream]
    private let isBackwards: Bool
    /// The one whose entry was handed out. It goes on when the next is asked for: finding that may mean reading much.
    private var last: EntryStream?

    init(_ kind: EntryKind, of machines: [MachineJournal], _ query: RecordQuery, isBackwards: Bool = false)
        throws(JournalError)
    {
        self.isBackwards = isBackwards
        streams = []
        for machine in machines {
            streams.append(try EntryStream(kind, of: machine, query, isBackwards: isBackwards))
        }
    }

    /// The next entry; nil at the end.
    mutating func next() throws(JournalError) -> JournalEntry? {
        try last?.advance()
        var next: (stream: EntryStream, entry: JournalEntry)?
        for stream in streams {
            guard let entry = stream.entry else { continue }
            if let found = next, isBackwards ? found.entry.id >= entry.id : found.entry.id <= entry.id { continue }
            next = (stream, entry)
        }
        last = next?.stream
        return next?.entry
    }
}

extension RecordQuery {
    /// Adds what journald itself can compare: whole values, in the case that they have.
    ///
    /// A record whose queue id came at its message's end is found by the completion's.
    fileprivate func add(to matches: inout EntryMatches, _ completions: Completions) throws(JournalError) {
        for (key, values) in filters where !key.isCaseless && !values.isEmpty {
            guard key == .queueID else {
                matches.add(JournalField.field(of: key.rawValue), values)
                continue
            }
            let records = try completions.records(with: values)
            guard records.count <= SystemdLimits.namedRecords else { continue }
            matches.add(any: [(JournalField.queueID, values), (JournalField.id, records)])
        }
    }
}

extension RecordID {
    /// The moment that the name is of.
    fileprivate var milliseconds: Int { Int(number >> 20) }
}
