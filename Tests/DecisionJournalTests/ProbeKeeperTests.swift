import DecisionJournal
import Foundation
import MandateCore
import TestSupport
import Testing

/// What probes found is kept beside the decisions, while the service writes them.
@Suite struct ProbeKeeperTests {
    /// A journal that a service has made and still writes.
    private func journal() async throws -> (TestJournal, Nights) {
        let journal = try TestJournal()
        try await journal.refused()
        return (journal, Nights(journal))
    }

    @Test func `what was found is read as it was kept`() async throws {
        let (journal, nights) = try await journal()
        let findings = [
            Nights.finding("mx1:25", night: 0), Nights.finding("mx2:25", night: 0, issuer: nil),
        ]
        let changes = try nights.keep(findings, night: 0)
        #expect(try nights.kept() == findings)
        #expect(changes.map(\.gateway) == ["mx1:25", "mx2:25"])
        #expect(changes.allSatisfy { if case .firstSeen = $0.change { true } else { false } })
        #expect(try SQLiteJournal(path: journal.path).probedAgreements() == ["partner"])
    }

    @Test func `a later night is compared with the last ones`() async throws {
        let (_, nights) = try await journal()
        _ = try nights.keep([Nights.finding("mx1:25", night: 0), Nights.finding("mx2:25", night: 0)], night: 0)
        #expect(
            try nights.keep([Nights.finding("mx1:25", night: 1), Nights.finding("mx2:25", night: 1)], night: 1).isEmpty
        )
        // One could not be tested, the other is named no more.
        let second = try nights.keep([Nights.finding("mx1:25", night: 2, issuer: nil)], night: 2)
        #expect(second.map(\.gateway) == ["mx1:25", "mx2:25"])
        #expect(second.last?.change == .gone)
        let third = try nights.keep([Nights.finding("mx1:25", night: 3, issuer: "CN=New CA")], night: 3)
        #expect(third.last?.change == .issuer(from: "CN=Old CA", to: "CN=New CA"))
        #expect(third.count == 2)
        let fourth = try nights.keep([Nights.finding("mx1:25", night: 4, issuer: "CN=New CA")], night: 4)
        #expect(fourth.isEmpty)
        #expect(try nights.kept().filter { $0.gateway == "mx2:25" }.map(\.outcome) == [.violated, .violated, .gone])
        #expect(try nights.kept(until: Nights.time(1)).count == 2)
    }

    @Test func `domains and agreements are kept apart`() async throws {
        let (_, nights) = try await journal()
        _ = try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0)
        let other = try nights.keep(
            [Nights.finding("mx2:25", night: 1, domain: "other.example")],
            night: 1,
            domain: "other.example"
        )
        let none = try nights.keep([Nights.finding("mx3:25", night: 1, domain: nil)], night: 1, domain: nil)
        let third = try nights.keep(
            [Nights.finding("mx1:25", night: 1, issuer: "CN=New CA", agreement: "third")],
            night: 1,
            agreement: "third"
        )
        for changes in [other, none, third] {
            #expect(changes.count == 1)
            guard case .firstSeen = try #require(changes.first).change else {
                Issue.record("\(changes)")
                continue
            }
        }
        #expect(try nights.keep([Nights.finding("mx3:25", night: 2, domain: nil)], night: 2, domain: nil).isEmpty)
        #expect(try nights.kept().map(\.gateway) == ["mx3:25", "mx3:25", "mx2:25", "mx1:25"])
        #expect(try nights.kept(of: "third").count == 1)
        #expect(try nights.kept(of: "fourth").isEmpty)
    }

    @Test func `where no gateway could be found, those that were known are not tested`() async throws {
        let (_, nights) = try await journal()
        _ = try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0)
        _ = try nights.keep([], night: 1, problem: "there is no such domain")
        let last = try #require(try nights.kept().last)
        #expect((last.outcome, last.reason) == (.notTested, "there is no such domain"))
        #expect(try nights.keep([], night: 0, domain: "never.example", problem: "there is no such domain").isEmpty)
    }

    @Test func `the chain of the decisions goes on`() async throws {
        let (journal, nights) = try await journal()
        for night in 0..<3 {
            _ = try nights.keep([Nights.finding("mx1:25", night: night)], night: night)
            try await journal.refused()
        }
        let verification = try journal.reader().verify()
        #expect(verification.broken == nil)
        #expect(verification.entries == 4)
    }

    @Test func `a journal that is not there is told, and not made`() throws {
        let folder = try ScratchFolder()
        let nights = Nights(folder["journal.sqlite"])
        #expect(throws: JournalError.missing(path: nights.path)) {
            try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0)
        }
        #expect(try folder.files == [])
    }

    @Test func `a journal of another program is told, and stays as it is`() throws {
        let folder = try ScratchFolder()
        try OtherConnection(folder["journal.sqlite"]).run("CREATE TABLE mailbox (address TEXT)")
        let octets = try folder.octets(of: "journal.sqlite")
        #expect(throws: JournalError.self) {
            try Nights(folder["journal.sqlite"]).keep([Nights.finding("mx1:25", night: 0)], night: 0)
        }
        #expect(try folder.octets(of: "journal.sqlite") == octets)
    }

    @Test func `a journal that cannot be written is told, and what it has stays readable`() async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        defer { disk.unmount() }
        let journal = try TestJournal(in: disk.folder)
        try await journal.refused()
        let nights = Nights(journal)
        _ = try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0)
        journal.writer.close()
        try disk.setReadOnly(true)
        #expect(throws: (any Error).self) { try nights.keep([Nights.finding("mx1:25", night: 1)], night: 1) }
        try disk.setReadOnly(false)
        #expect(try nights.kept().count == 1)
    }

    @Test func `a journal that somebody else keeps locked is told, and the probe does not wait for ever`() async throws
    {
        let (journal, nights) = try await journal()
        let other = try OtherConnection(journal.path)
        try other.lock()
        #expect(throws: (any Error).self) { try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0) }
        try other.unlock()
        #expect(try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0).count == 1)
    }

    /// The user of the service must be able to write all that root's probe leaves behind, the log and its index, too.
    @Test func `what root writes stays with the journal's owner`() async throws {
        let (journal, nights) = try await journal()
        journal.writer.close()
        let owner: UInt32 = 65_534
        for name in [".", "journal.sqlite"] { try #require(chown(journal.folder[name], owner, owner) == 0) }
        // Somebody else reads: so the log stays when the probe is at its end.
        let reader = try OtherConnection(journal.path)
        try reader.run("BEGIN; SELECT count(*) FROM decision")
        _ = try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0)
        let files = try journal.folder.files
        #expect(files == ["journal.sqlite", "journal.sqlite-shm", "journal.sqlite-wal"])
        for name in files {
            let attributes = try FileManager.default.attributesOfItem(atPath: journal.folder[name])
            #expect(attributes[.ownerAccountID] as? Int == Int(owner), "\(name)")
        }
        try reader.run("COMMIT")
    }

    @Test func `a journal of before probes were kept is taken over`() async throws {
        let chained = try await ChainedJournal()
        let journal = chained.journal
        let other = try OtherConnection(journal.path)
        try other.run("DROP TABLE probe; DELETE FROM grdb_migrations WHERE identifier = 'probes'")
        let nights = Nights(journal)
        // Reading migrates nothing.
        #expect(try nights.kept().isEmpty)
        #expect(try journal.reader().probedAgreements().isEmpty)
        let before = try journal.reader().verify()
        #expect(before.broken == nil)
        #expect(try other.run("SELECT count(*) FROM sqlite_master WHERE name = 'probe'") == ["0"])
        #expect(try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0).count == 1)
        #expect(try nights.kept().count == 1)
        let verification = try journal.reader().verify(anchor: chained.heads.last)
        #expect(verification.broken == nil)
        #expect(verification.entries == before.entries)
        let again = try TestJournal(in: journal.folder)
        again.advance(seconds: 3600)
        try await again.refused()
        #expect(try again.reader().verify().broken == nil)
    }

    @Test(arguments: [
        ("outcome", "'lost'"), ("outcome", "x'ff'"), ("demands", "'level'"), ("demands", "'[1]'"), ("demands", "x'ff'"),
        ("time", "-9223372036854775808"), ("time", "1.5"), ("gateway", "x'ff'"), ("address", "x'ff'"),
        ("result", "x'ff'"), ("protocol", "x'ff'"), ("bits", "'many'"), ("fingerprint", "x'ff'"), ("subject", "x'ff'"),
        ("not_after", "'x'"), ("not_after", "9223372036854775807"), ("matched_name", "x'ff'"),
    ])
    func `a finding that holds what no probe found is told as damaged`(column: String, value: String) async throws {
        let (journal, nights) = try await journal()
        _ = try nights.keep([Nights.finding("mx1:25", night: 0)], night: 0)
        try OtherConnection(journal.path).run("UPDATE probe SET \(column) = \(value)")
        #expect(throws: JournalError.damaged(id: 1, column: column)) { try nights.kept() }
    }

    @Test func `old findings are removed, but for each gateway's last`() async throws {
        let (journal, nights) = try await journal()
        for night in 0..<3 {
            _ = try nights.keep(
                [Nights.finding("mx1:25", night: night), Nights.finding("mx2:25", night: night)],
                night: night
            )
        }
        _ = try nights.keep([Nights.finding("mx2:25", night: 3)], night: 3)
        #expect(try journal.writer.removeProbes(before: Nights.time(0)) == 0)
        #expect(try journal.writer.removeProbes(before: Nights.time(2)) == 4)
        #expect(try nights.kept().map(\.time) == [2, 3, 2, 3].map(Nights.time))
        // Of mx1, which is gone, nothing is left to compare.
        #expect(try journal.writer.removeProbes(before: Nights.time(400)) == 3)
        #expect(try nights.kept() == [Nights.finding("mx2:25", night: 3)])
        #expect(try journal.writer.removeProbes(before: Nights.time(400)) == 0)
        try await journal.refused()
        #expect(try journal.reader().verify().broken == nil)
    }

    @Test func `old findings are removed in steps`() async throws {
        let (journal, nights) = try await journal()
        let addresses = (0..<600).map { number in
            var finding = Nights.finding("mx1:25", night: 0)
            finding.address = "192.0.2.\(number)"
            return finding
        }
        for night in 0..<3 {
            let findings = addresses.map { finding in
                var finding = finding
                finding.time = Nights.time(night)
                return finding
            }
            _ = try nights.keep(findings, night: night)
        }
        var steps: [Int] = []
        while let step = try Optional(journal.writer.removeProbes(before: Nights.time(9))), step > 0 {
            steps.append(step)
        }
        #expect(steps == [1000, 200])
        #expect(try nights.kept().count == 600)
    }
}
