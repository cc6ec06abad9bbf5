import DecisionJournal
import Foundation
import MailLab
import MandateCore
import TestSupport
import Testing

/// A journald that takes nothing: refusals are told so, nothing waits for ever, and writing recovers by itself.
@Suite struct SystemdStoreTests {
    @Test func `without journald no refusal is told as recorded`() async throws {
        let lab = try SystemdLab()
        lab.journald.stop()
        #expect(try await !lab.refuse())
        #expect(try await #require(lab.changes.next()).contains("Connection refused"))
        unlink(lab.journald.socket)
        #expect(try await !lab.refuse())
        #expect(try #require(lab.writer.health.failure).contains("No such file or directory"))
        try lab.journald.start()
        try await eventually { try await lab.refuse { $0.sender = "recovered" } }
        try await eventually { lab.changes.all.last == .some(nil) }
        #expect(try await lab.systemd().senders() == ["recovered"])
    }

    @Test func `a journald that was restarted is written to without a failure`() async throws {
        let lab = try SystemdLab()
        for number in 0..<5 {
            try await lab.refused { $0.sender = "\(number)" }
            lab.journald.stop()
            try lab.journald.start()
        }
        #expect(try await lab.systemd().senders() == ["0", "1", "2", "3", "4"])
        #expect(lab.changes.all.isEmpty)
    }

    @Test func `a record that journald would drop is told as not recorded, and harms none after it`() async throws {
        let lab = try SystemdLab()
        let recipient = String(repeating: "r", count: 65_536)
        #expect(try await !lab.refuse { $0.recipients = (0..<400).map { "\(recipient)\($0)" } })
        #expect(try await #require(lab.changes.next()).contains("too large for journald"))
        try await lab.refused { $0.sender = "next" }
        #expect(try await lab.systemd().senders() == ["next"])
    }

    @Test func `a journald that hangs holds no answer for long, and counts for nothing`() async throws {
        let lab = try SystemdLab(patience: .seconds(2))
        lab.journald.pause()
        for number in 0..<20 { #expect(try await !lab.refuse { $0.sender = "\(number)" }) }
        #expect(try #require(lab.writer.health.failure).contains("does not empty its socket"))
        for _ in 0..<100 { lab.writer.record(lab.decision { ($0.action, $0.violations) = (.accept, []) }) }
        try await eventually { lab.writer.health.lost == 100 }
        lab.journald.resume()
        try await eventually { try await lab.refuse { $0.sender = "recovered" } }
        let journal = try await lab.systemd()
        #expect(try journal.senders().contains("recovered"))
        #expect(try journal.lines().contains { $0.hasSuffix(": 100 lost") })
        let gap = ["-D", lab.journald.journal, "-q", "-o", "cat", "MESSAGE_ID=6a6429ab35154c43a28750d500881fdb"]
        #expect(try ChildProcess.output(of: "journalctl", gap) == "100 acceptances were not recorded\n")
        lab.writer.close()
    }
}
