import DecisionJournal
import MandateCore
import Testing

/// Which records a query lets through, and in which order.
@Suite struct RecordQueryTests {
    typealias Key = RecordQuery.Key

    /// For every key a record that has the value, and one that has another.
    static let cases: [(key: Key, value: String, other: String)] = [
        (.agreement, "partner", "partner2"), (.action, "reject", "hold"), (.mode, "enforce", "testing"),
        (.direction, "inbound", "relay"), (.frontend, "policy", "milter"), (.stage, "RCPT", "END-OF-MESSAGE"),
        (.host, "gateway", "gateway2"), (.instance, "5d1f.65f0a1b2.3c4d5.0", "5d1f.65f0a1b2.3c4d5.1"),
        (.sender, "anna@partner.example", "berta@partner.example"), (.partner, "O'Brien & Söhne", "O'Brien"),
        (.queueID, "4ZfXyT0Bqdz9rxN", "4zfxyt0bqdz9rxn"), (.messageID, "<1@partner.example>", "<2@partner.example>"),
        (.clientAddress, "2001:db8::25", "2001:db8::2"), (.clientName, "mailout.partner.example", "unknown"),
        (.heloName, "mailout", "mailout2"), (.saslUsername, "anna", "Anna"), (.policyContext, "inbound", ""),
        (.violation, "protocol-too-old", "cipher-excluded"), (.recipient, "\"a,b\"@example.com", "b@example.com"),
        (.messageClass, "secret", "secrets"), (.encryptionProtocol, "TLSv1.1", "TLSv1.2"),
        (.encryptionCipher, "ECDHE-RSA-AES256-SHA", "ECDHE-RSA-AES256-SHA384"), (.encryptionKeySize, "128", "256"),
        (.certificateSubject, "mail.partner.example", "mail2.partner.example"), (.certificateIssuer, "CA 1", "CA 2"),
        (.certificateFingerprint, "5F:01", "5F:02"), (.register, "0123", "4567"),
    ]

    @Test func `there is a case for every key`() {
        #expect(Set(Self.cases.map(\.key)) == Set(Key.allCases))
    }

    @Test(arguments: cases)
    func `every key finds the records that have its value`(key: Key, value: String, other: String) async throws {
        let journal = try TestJournal()
        let found = try await journal.refused { $0.set(key, to: value) }
        let another = try await journal.refused { $0.set(key, to: other) }
        #expect(try ids(journal, [(key, [value])]) == [found.id])
        #expect(try ids(journal, [(key, [other])]) == [another.id])
        #expect(try ids(journal, [(key, [value, other])]) == [found.id, another.id])
        #expect(try ids(journal, [(key, ["none of them", value])]) == [found.id])
        #expect(try ids(journal, [(key, ["none of them"])]) == [])
    }

    @Test func `one of a list is enough`() async throws {
        let journal = try TestJournal()
        let both = try await journal.refused { $0.violations = [.protocolTooOld, .cipherExcluded] }
        let one = try await journal.refused { $0.violations = [.cipherExcluded] }
        try await journal.refused { $0.violations = [.certificateMissing] }
        #expect(try ids(journal, [(.violation, ["cipher-excluded"])]) == [both.id, one.id])
        #expect(try ids(journal, [(.violation, ["protocol-too-old", "cipher-excluded"])]) == [both.id, one.id])
        #expect(try ids(journal, [(.violation, ["cipher"])]) == [])
    }

    @Test func `all keys of a query must be met`() async throws {
        let journal = try TestJournal()
        try await journal.refused { ($0.agreement, $0.action) = ("audi", .hold) }
        let found = try await journal.refused { ($0.agreement, $0.action) = ("audi", .reject) }
        try await journal.refused { ($0.agreement, $0.action) = ("hella", .reject) }
        #expect(try ids(journal, [(.agreement, ["audi"]), (.action, ["reject", "defer"])]) == [found.id])
    }

    @Test(arguments: [Key.sender, .recipient, .clientName, .heloName])
    func `addresses and host names are found in any case`(key: Key) async throws {
        let journal = try TestJournal()
        let found = try await journal.refused { $0.set(key, to: "Anna@Partner.Example") }
        #expect(try ids(journal, [(key, ["anna@PARTNER.example"])]) == [found.id])
    }

    @Test(arguments: ["%", "_nna@partner.example", "anna*", "' OR 1 --", "\"", "a\u{0}", ""])
    func `a value is a value, no pattern and no SQL`(value: String) async throws {
        let journal = try TestJournal()
        try await journal.refused { $0.queueID = nil }
        for key in Key.allCases { #expect(try ids(journal, [(key, [value])]) == [], "\(key)") }
    }

    @Test func `the null sender is found`() async throws {
        let journal = try TestJournal()
        try await journal.refused()
        let found = try await journal.refused { $0.sender = "" }
        #expect(try ids(journal, [(.sender, [""])]) == [found.id])
    }

    @Test func `since includes its moment, and until does not`() async throws {
        let journal = try TestJournal()
        var written: [DecisionRecord] = []
        for _ in 0..<5 {
            for _ in 0..<2 { written.append(try await journal.refused()) }
            journal.advance(seconds: 1)
        }
        let (second, fourth) = (written[2].time, written[6].time)
        #expect(try journal.decisions(RecordQuery { $0.since = second }).map(\.id) == written[2...].map(\.id))
        #expect(try journal.decisions(RecordQuery { $0.until = fourth }).map(\.id) == written[..<6].map(\.id))
        let between = RecordQuery { ($0.since, $0.until) = (second, fourth) }
        #expect(try journal.decisions(between).map(\.id) == written[2..<6].map(\.id))
        #expect(try journal.decisions(RecordQuery { ($0.since, $0.until) = (fourth, second) }).isEmpty)
        #expect(try journal.decisions(RecordQuery { ($0.since, $0.until) = (second, second) }).isEmpty)
    }

    @Test(arguments: ["1970-01-01", "2026-07-01", "2248-01-01", "2300-01-01", "9999-12-31"])
    func `moments far away are before or after everything`(text: String) async throws {
        let journal = try TestJournal()
        try await journal.refused()
        let day = try #require(Day(text))
        let moment = Timestamp(milliseconds: day.daysSinceEpoch * 86_400_000)
        let isPast = moment < TestJournal.start
        #expect(try journal.decisions(RecordQuery { $0.since = moment }).count == (isPast ? 1 : 0))
        #expect(try journal.decisions(RecordQuery { $0.until = moment }).count == (isPast ? 0 : 1))
    }

    @Test func `a limit leaves the latest, in the order of time`() async throws {
        let journal = try TestJournal()
        var written: [RecordID] = []
        for _ in 0..<10 { written.append(try await journal.refused().id) }
        for limit in [1, 3, 10, 11, 1_000_000] {
            #expect(try journal.decisions(RecordQuery { $0.limit = limit }).map(\.id) == Array(written.suffix(limit)))
        }
    }

    @Test func `a limit counts what the other conditions let through`() async throws {
        let journal = try TestJournal()
        var written: [DecisionRecord] = []
        for number in 0..<12 {
            written.append(try await journal.refused { $0.action = number % 3 == 0 ? .hold : .reject })
            journal.advance(seconds: 1)
        }
        let query = RecordQuery { query in
            query.filters = [(.action, ["hold"])]
            query.limit = 2
            query.until = written[9].time
        }
        #expect(try journal.decisions(query).map(\.id) == [written[3].id, written[6].id])
    }

    @Test func `gaps stand where they belong in time`() async throws {
        let journal = try await journalWithGaps()
        #expect(try lines(journal) == ["1 lost", "a", "2 lost", "b", "3 lost"])
    }

    @Test func `gaps outside the time that is asked for are not listed`() async throws {
        let journal = try await journalWithGaps()
        let start = TestJournal.start.milliseconds
        let since = RecordQuery { $0.since = Timestamp(milliseconds: start + 2000) }
        #expect(try lines(journal, since) == ["2 lost", "b", "3 lost"])
        let until = RecordQuery { $0.until = Timestamp(milliseconds: start + 3000) }
        #expect(try lines(journal, until) == ["1 lost", "a", "2 lost"])
    }

    @Test func `a filter that lets no record through still tells of gaps`() async throws {
        let journal = try await journalWithGaps()
        let query = RecordQuery { $0.filters = [(.sender, ["b"])] }
        #expect(try lines(journal, query) == ["1 lost", "2 lost", "b", "3 lost"])
    }

    @Test func `a limit leaves out the gaps before the records that it leaves`() async throws {
        let journal = try await journalWithGaps()
        #expect(try lines(journal, RecordQuery { $0.limit = 1 }) == ["b", "3 lost"])
    }

    /// A second apart: a gap of 1, the record a, a gap of 2, the record b, a gap of 3.
    private func journalWithGaps() async throws -> TestJournal {
        let journal = try TestJournal()
        journal.advance(seconds: 1)
        try await journal.refused { $0.sender = "a" }
        journal.advance(seconds: 2)
        try await journal.refused { $0.sender = "b" }
        journal.writer.close()
        let other = try OtherConnection(journal.path)
        for (offset, lost) in [(0, 1), (2000, 2), (4000, 3)] {
            let moment = Timestamp(milliseconds: TestJournal.start.milliseconds + offset)
            let id = RecordID(first: moment).number
            try other.run("INSERT INTO gap VALUES (\(id), \(moment.milliseconds), 'gateway', \(lost), NULL)")
        }
        return journal
    }

    private func lines(_ journal: TestJournal, _ query: RecordQuery = RecordQuery()) throws -> [String] {
        try journal.entries(query).map { entry in
            switch entry {
            case .decision(let record): record.sender
            case .gap(_, _, _, let lost): "\(lost) lost"
            }
        }
    }

    private func ids(_ journal: TestJournal, _ filters: [(Key, [String])]) throws -> [RecordID] {
        try journal.decisions(RecordQuery { $0.filters = filters.map { (key: $0.0, values: $0.1) } }).map(\.id)
    }
}

extension DecisionRecord {
    /// Gives a key a value.
    mutating func set(_ key: RecordQuery.Key, to value: String) {
        switch key {
        case .agreement: agreement = value
        case .action: action = ActionWord(rawValue: value) ?? action
        case .mode: mode = Mode(rawValue: value) ?? mode
        case .direction: direction = Direction(rawValue: value)
        case .frontend: frontend = Frontend(rawValue: value) ?? frontend
        case .stage: stage = value
        case .host: host = value
        case .instance: instance = value
        case .sender: sender = value
        case .partner: partner = value
        case .queueID: queueID = value
        case .messageID: messageID = value
        case .clientAddress: clientAddress = value
        case .clientName: clientName = value
        case .heloName: heloName = value
        case .saslUsername: saslUsername = value
        case .policyContext: policyContext = value
        case .encryptionProtocol: encryptionProtocol = value
        case .encryptionCipher: encryptionCipher = value
        case .encryptionKeySize: encryptionKeySize = Int(value) ?? encryptionKeySize
        case .certificateSubject: certificateSubject = value
        case .certificateIssuer: certificateIssuer = value
        case .certificateFingerprint: certificateFingerprint = value
        case .register: register = value
        case .violation: violations = Violation(rawValue: value).map { [.certificateMissing, $0] } ?? []
        case .recipient: recipients = ["first@example.com", value]
        case .messageClass: classes = ["first", value]
        }
    }
}
