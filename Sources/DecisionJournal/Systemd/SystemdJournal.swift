package import MandateCore

/// systemd's journal, read through libsystemd; ``MachineJournal`` says which entries are trusted.
///
/// It is opened for each reading, and so sees what journald has begun since: new files, and the records in them.
package struct SystemdJournal: JournalSource {
    private let directory: String?
    /// The one gateway of the folder that is read, with its files; nil: all.
    private var machine: MachineJournal?

    package var url: String { "systemd:" + (directory ?? "") + (machine?.machine.map { "#" + $0 } ?? "") }

    /// - Parameter directory: A folder of journal files that were collected from several gateways; nil: this host's journal.
    /// - Throws: ``JournalError`` where it cannot be read.
    package init(directory: String? = nil) throws(JournalError) {
        self.directory = directory
        _ = try machines()
    }

    /// Each gateway's. They have the files of this moment.
    package func parts() throws -> [any JournalSource] {
        try machines().map { machine in
            var part = self
            part.machine = machine
            return part
        }
    }

    /// Those whose entries are in the journal.
    private func machines() throws(JournalError) -> [MachineJournal] {
        if let machine { return [machine] }
        guard let directory else {
            if let path = JournalFiles.unreadable() {
                let readers = "root and the group systemd-journal"
                throw .unreadable(path: path, reason: "permission denied; \(readers) may read it")
            }
            guard try JournalHandle(files: nil, url: url).hasFiles else {
                throw .unreadable(path: url, reason: "this host has no journal that may be read")
            }
            return [MachineJournal(files: nil, machine: nil, url: url)]
        }
        return try JournalFiles.byMachine(in: directory).sorted { $0.key < $1.key }.map { machine, files in
            MachineJournal(files: files, machine: machine, url: url)
        }
    }

    package func list(_ query: RecordQuery, _ body: (JournalEntry) throws -> Void) throws {
        let machines = try machines()
        guard let limit = query.limit, query.after == nil else {
            return try list(query, isLatest: false, of: machines, body)
        }
        // The way back finds the first of the latest, and the way on hands them out, holding one at a time.
        var query = query
        var latest = try EntryStreams(.decision, of: machines, query, isBackwards: true)
        var first: RecordID?
        var count = 0
        while count < limit, let entry = try latest.next() {
            first = entry.id
            count += 1
        }
        query.after = first.map { RecordID(number: $0.number - 1) }
        query.limit = limit
        try list(query, isLatest: true, of: machines, body)
    }

    /// - Parameter isLatest: Whether gaps before the first record are left out, and those behind the last are not.
    private func list(
        _ query: RecordQuery,
        isLatest: Bool,
        of machines: [MachineJournal],
        _ body: (JournalEntry) throws -> Void
    ) throws {
        var gaps = try EntryStreams(.gap, of: machines, query)
        var gap = try gaps.next()
        var decisions = try EntryStreams(.decision, of: machines, query)
        let limit = query.limit ?? .max
        var count = 0
        while count < limit, let entry = try decisions.next() {
            while let found = gap, found.id < entry.id {
                if !isLatest || count > 0 { try body(found) }
                gap = try gaps.next()
            }
            try body(entry)
            count += 1
        }
        // After a page, what lies behind its last record belongs to the next.
        if !isLatest, count == limit { return }
        while let found = gap {
            try body(found)
            gap = try gaps.next()
        }
    }

    package func record(_ id: RecordID) throws -> DecisionRecord? {
        for machine in try machines() {
            if let record = try machine.record(id) { return record }
        }
        return nil
    }

    package func register(_ digest: String) throws -> [StoredRegister.Text] {
        for machine in try machines() {
            let texts = try machine.register(digest)
            if !texts.isEmpty { return texts }
        }
        return []
    }
}
