import Foundation
import MailLab
import Testing

/// Postfix, asked over real SMTP, answers as the agreements say, and each decision is in the journal.
@Suite(.serialized) struct AgreementSessionsTests {
    static let files = ["hella", "audi", "allianz", "tuv-rheinland", "it-niedersachsen", "partner"]

    @Test(arguments: files)
    func `Postfix keeps the agreement in every session of its file`(_ name: String) throws {
        let sessions = try SessionCase.read(try Gateway.cases("sessions/\(name).sessions"))
        try #require(!sessions.isEmpty)
        let gateway = try Gateway()
        for session in sessions {
            let delivery = try gateway.deliver(session)
            let answer = delivery.recipients.first ?? delivery.sender
            #expect(answer.code == session.answerCode, "\(session.title) \(answer)")
            for text in session.answerTexts { #expect(answer.text.contains(text), "\(session.title) \(answer)") }
            if answer.code == 250 { #expect(delivery.message?.code == 250, "\(session.title)") }
        }
        try expectRecords(sessions, in: gateway)
    }

    /// Records of acceptances are written behind the answer, and get their queue id at the end of the message.
    private func expectRecords(_ sessions: [SessionCase], in gateway: Gateway) throws {
        let wanted = sessions.filter { $0.journal != nil }
        let records = try Deadline().poll { () -> [[String: Any]]? in
            let records = try gateway.journal()
            let accepted = records.filter { $0["action"] as? String == "accept" || $0["action"] as? String == "hold" }
            return records.count >= wanted.count && accepted.allSatisfy { $0["queue_id"] is String } ? records : nil
        }
        let found = try #require(records, "records are missing, or queue ids of accepted messages")
        #expect(found.count == wanted.count)
        for session in sessions {
            let own = found.filter { $0["recipients"] as? [String] == [session.recipient] }
            guard let keys = session.journal else {
                #expect(own.isEmpty, "\(session.title)")
                continue
            }
            let record = try #require(own.first, "no record: \(session.title)")
            for (key, value) in keys { #expect(Self.text(record[key]) == value, "\(session.title) \(key)") }
            #expect(record["sender"] as? String == session.sender)
        }
    }

    private static func text(_ value: Any?) -> String {
        switch value {
        case let list as [String]: list.joined(separator: "+")
        case nil, is NSNull: ""
        case let value?: "\(value)"
        }
    }
}
