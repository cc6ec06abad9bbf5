import Foundation
import MailLab
import Testing

/// A Postfix that asks the policy service and the milter.
@Suite struct PolicyAndMilterTests {
    private static func gateway() throws -> Gateway {
        try Gateway(listen: #"{ policy: ["unix:policy.sock"], milter: "unix:milter.sock" }"#) { socket in
            let milter = "unix:" + socket.replacingOccurrences(of: "policy.sock", with: "milter.sock")
            return Gateway.restrictions(socket).merging(["smtpd_milters": milter]) { first, _ in first }
        }
    }

    /// Front end, action and agreement of the records for a recipient.
    private func records(_ gateway: Gateway, of recipient: String, count: Int) throws -> [String] {
        let found = try Deadline().poll { () -> [[String: Any]]? in
            let records = try gateway.journal("--recipient", recipient)
            return records.count >= count ? records : nil
        }
        return try #require(found).map { record in
            ["frontend", "action", "agreement"].map { record[$0] as? String ?? "" }.joined(separator: " ")
        }.sorted()
    }

    @Test func `each agreement is decided by who can see it, and refused once`() throws {
        let gateway = try Self.gateway()
        let sessions = try SessionCase.read(try Gateway.cases("sessions/partner.sessions"))
        for session in sessions {
            let delivery = try gateway.deliver(session)
            let answer = delivery.recipients.first ?? delivery.sender
            #expect(answer.code == session.answerCode, "\(session.title) \(answer)")
            if answer.code == 250 { #expect(delivery.message?.code == 250, "\(session.title)") }
        }
        func records(_ recipient: String, _ count: Int) throws -> [String] {
            try self.records(gateway, of: recipient, count: count)
        }
        // A pin, and a filter: the policy service's alone.
        #expect(try records("pinned@example.com", 1) == ["policy accept pinned"])
        #expect(try records("not-pinned@example.com", 1) == ["policy reject pinned"])
        #expect(try records("filter@example.com", 1) == ["policy filter filtered"])
        // What the policy service refuses the milter is not asked about.
        #expect(try records("name@example.com", 1) == ["policy reject partner"])
        // What it accepts or holds, both record.
        #expect(try records("good@example.com", 2) == ["milter accept partner", "policy accept partner"])
        #expect(try records("relay@partner.example", 2) == ["milter hold partner", "policy hold partner"])

        gateway.service.kill()
        let session = try #require(sessions.first { $0.recipient == "relay@partner.example" })
        let delivery = try gateway.deliver(session)
        #expect(delivery.refusal.map { 400..<500 ~= $0.code } == true, "\(delivery)")
        try gateway.restart()
        #expect(try gateway.deliver(session).message?.code == 250)
    }
}
