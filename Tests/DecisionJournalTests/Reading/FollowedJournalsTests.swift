import DecisionJournal
import Foundation
import MailLab
import MandateCore
import TestSupport
import Testing

/// Journals that are looked into again and again, as `audit list --follow` does.
@Suite struct FollowedJournalsTests {
    @Test func `each look shows what came since the last`() async throws {
        let journal = try TestJournal()
        try await journal.refused { $0.sender = "before" }
        let followed = FollowedJournals([try journal.reader()])
        #expect(try followed.senders() == ["before"])
        #expect(try followed.senders() == [])
        for number in 0..<3 { try await journal.refused { $0.sender = "\(number)" } }
        #expect(try followed.senders() == ["0", "1", "2"])
        #expect(try followed.senders() == [])
    }

    @Test func `what one of several journals gets later, under an older name, is shown`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        journals[0].advance(seconds: 1)
        for journal in journals { try await journal.refused { $0.sender = "before" } }
        let followed = FollowedJournals(try journals.map { try $0.reader() })
        #expect(try followed.senders() == ["before", "before"])
        try await journals[0].refused { $0.sender = "ahead" }
        #expect(try followed.senders() == ["ahead"])
        try await journals[1].refused { $0.sender = "behind" }
        #expect(try followed.senders() == ["behind"])
        #expect(try followed.senders() == [])
    }

    @Test func `behind the latest so many, nothing older is shown`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        for number in 0..<3 { try await journals[1].refused { $0.sender = "old \(number)" } }
        journals[0].advance(seconds: 60)
        for number in 0..<3 { try await journals[0].refused { $0.sender = "\(number)" } }
        let followed = FollowedJournals(try journals.map { try $0.reader() })
        #expect(try followed.senders(RecordQuery { $0.limit = 2 }) == ["1", "2"])
        #expect(try followed.senders() == [])
        try await journals[1].refused { $0.sender = "behind" }
        #expect(try followed.senders() == ["behind"])
    }

    @Test func `more than a page is shown once`() async throws {
        let journals = [try TestJournal(), try TestJournal()]
        for journal in journals { try await journal.refused { $0.sender = "first" } }
        let followed = FollowedJournals(try journals.map { try $0.reader() })
        #expect(try followed.senders() == ["first", "first"])
        for journal in journals {
            try await journal.inOneMoment {
                for _ in 0..<1200 { journal.writer.record(journal.decision()) { _ in } }
            }
            try await journal.settle()
        }
        #expect(try followed.senders().count == 2 * 1202)
        #expect(try followed.senders() == [])
    }

    @Test func `what one of several gateways in a folder is copied later is shown`() async throws {
        let folder = try ScratchFolder()
        let labs = try ["0", "1"].map { number in
            let machine = String(repeating: number, count: 31) + "a"
            return try SystemdLab(host: "gateway\(number)", journald: JournaldInstance(machine: machine))
        }
        func copy(_ number: Int) async throws {
            _ = try await labs[number].systemd()
            let name = "gateway\(number)"
            if folder.has(name) { try folder.remove(name) }
            try FileManager.default.copyItem(atPath: labs[number].journald.journal, toPath: folder[name])
        }
        for (number, lab) in labs.enumerated() {
            try await lab.refused { $0.sender = "before" }
            try await copy(number)
        }
        let followed = FollowedJournals([try SystemdJournal(directory: folder.path)])
        #expect(try followed.senders() == ["before", "before"])
        let late = try await labs[0].refused { $0.sender = "late" }
        let soon = try await labs[1].refused { record in
            record.sender = "soon"
            record.time = Timestamp(milliseconds: late.time.milliseconds + 1)
        }
        #expect(soon.id > late.id)
        try await copy(1)
        #expect(try followed.senders() == ["soon"])
        try await copy(0)
        #expect(try followed.senders() == ["late"])
        #expect(try followed.senders() == [])
    }
}
