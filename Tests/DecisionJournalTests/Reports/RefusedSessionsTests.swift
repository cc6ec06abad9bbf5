import DecisionJournal
import MandateCore
import Testing

/// Which refusals belong to one session.
@Suite struct RefusedSessionsTests {
    private func record(
        _ seconds: Int,
        client: String? = "192.0.2.1",
        instance: String? = nil,
        _ change: (inout DecisionRecord) -> Void = { _ in }
    ) -> DecisionRecord {
        var record = DecisionRecord(
            id: RecordID(number: Int64(seconds + 1)),
            time: Timestamp(milliseconds: seconds * 1000),
            host: "gateway",
            frontend: .policy,
            stage: "RCPT",
            action: .reject,
            mode: .enforce,
            agreement: "audi",
            partner: nil,
            direction: .inbound,
            violations: [.sessionNotEncrypted],
            reply: "550 5.7.1 \(seconds)",
            instance: instance,
            clientAddress: client,
            sender: "\(seconds)@audi.example",
            recipients: ["b@example.com"],
            register: ""
        )
        change(&record)
        return record
    }

    private func sessions(_ records: [DecisionRecord], most: Int = 100) -> [RefusedSessions.Session] {
        var sessions = RefusedSessions(most: most)
        for record in records { sessions.add(record) }
        return sessions.newest
    }

    @Test func `the messages of one connection are one session, though each has an instance of its own`() {
        let found = sessions((0..<20).map { record($0, instance: "5d1f.\($0)") })
        #expect(found.map(\.records.count) == [20])
        #expect(found.map(\.instance) == ["5d1f.19"])
        #expect(found.map { $0.first.milliseconds } == [0])
        #expect(found.map { $0.last.milliseconds } == [19_000])
    }

    @Test func `a session keeps the instance of its last message that has one`() {
        #expect(sessions([record(0, instance: "a"), record(1)]).map(\.instance) == ["a"])
    }

    @Test(arguments: [nil, "a"])
    func `a client's refusals are one session until it pauses`(instance: String?) {
        let found = sessions([
            record(0, instance: instance), record(100, instance: instance), record(200, instance: instance),
            record(321, instance: instance), record(322, client: "192.0.2.2", instance: instance),
        ])
        #expect(found.map(\.records.count) == [1, 1, 3])
        #expect(found.map { $0.first.milliseconds / 1000 } == [322, 321, 0])
    }

    @Test func `a client that tries two gateways has a session with each`() {
        let found = sessions([record(0), record(1) { $0.host = "other" }, record(2)])
        #expect(found.map(\.records.count) == [2, 1])
    }

    @Test func `accepted records are passed over`() {
        #expect(sessions([record(0) { $0.action = .accept }]).isEmpty)
    }

    @Test func `a session has all that its records have, each once`() throws {
        let found = sessions([
            record(0) { $0.violations = [.certificateMissing, .protocolTooOld] },
            record(1) { ($0.violations, $0.agreement, $0.reply) = ([.protocolTooOld], "hella", nil) },
            record(2) { ($0.mode, $0.agreement) = (.testing, nil) },
        ])
        let session = try #require(found.first)
        #expect(found.count == 1)
        #expect(session.violations == [.certificateMissing, .protocolTooOld, .sessionNotEncrypted])
        #expect(session.actions == ["reject": 2, "would reject": 1])
        #expect(session.agreements == ["audi", "hella"])
        #expect(session.senders.count == 3)
        #expect(session.recipients == ["b@example.com"])
        #expect(session.reply == "550 5.7.1 2")
    }

    @Test func `only the newest are kept, however many there are`() {
        let records = (0..<100_000).map { record($0, client: "\($0)") }
        let found = sessions(records, most: 3)
        #expect(found.map(\.clientAddress) == ["99999", "99998", "99997"])
    }

    @Test func `sessions of one moment stand in the order of their records`() {
        let records = (0..<20).map { number in record(number, client: "\(number)") { $0.time = TestJournal.start } }
        #expect(sessions(records).map(\.clientAddress) == (0..<20).reversed().map(String.init))
    }
}
