import Foundation
import MailLab
import Testing

extension MilterSessionsTests {
    @Test(arguments: MailServerKind.allCases)
    func `a held message lies in the server's quarantine, and is delivered when it is released`(
        _ server: MailServerKind
    ) throws {
        let recipient = "released-\(server)@example.com"
        let client = try lab.connect(to: server, as: Self.stranger, greeting: "held.\(server).example")
        let answer = try client.deliver(from: "info@holding.example", to: [recipient]).message
        client.quit()
        let queueID = try #require(answer.flatMap(server.queueID))
        #expect(try lab.held(by: server).contains(queueID))
        let record = try #require(try lab.journal("--queue-id", queueID).first)
        #expect(record["action"] as? String == "hold")
        #expect((record["reply"] as? String)?.hasPrefix("TLS agreement with Holding SE: the session is") == true)

        switch server {
        case .postfix:
            try lab.postfix.release(queueID)
            try lab.postfix.flush()
            #expect(try lab.postfix.awaitLog("\(queueID): to=<\(recipient)>").contains("status=sent"))
        case .sendmail:
            let held = try #require(try lab.sendmail.quarantine().first { $0.queueID == queueID })
            #expect(held.quarantineReason?.hasPrefix("TLS agreement with Holding SE: the session is") == true)
            #expect(try lab.sendmail.delivered.allSatisfy { $0.queueID != queueID })
            try lab.sendmail.release(queueID)
            try lab.sendmail.flush(queueID)
            #expect(try lab.sendmail.awaitDelivery(of: queueID).recipients == [recipient])
        }
        #expect(try !lab.held(by: server).contains(queueID))
    }

    /// A client of no partner's.
    static var stranger: MilterClientName { MilterClientName(["127.0.0.12", "mail.somebody.example"]) }
}
