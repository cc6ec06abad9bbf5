import Foundation
import MailLab
import Testing

/// Postfix and Sendmail, asked over real SMTP, answer as the agreements and classes say: the same cases on both.
@Suite(MilterLabTrait()) struct MilterSessionsTests {
    static let files = ["sessions", "recipients", "clients", "messages", "classes", "end-to-end", "addresses"]

    static var allCases: [MilterCase] {
        get throws { try files.flatMap { try MilterCase.read(try Gateway.cases("milter/\($0).cases")) } }
    }

    let lab: MilterLab

    init() throws { lab = try #require(MilterLab.shared) }

    @Test(arguments: MailServerKind.allCases, files)
    func `the server keeps agreements and classes in every session of the file`(
        _ server: MailServerKind,
        _ name: String
    ) throws {
        let sessions = try MilterCase.read(try Gateway.cases("milter/\(name).cases"))
        try #require(!sessions.isEmpty)
        var played: [Played] = []
        for (number, session) in sessions.enumerated() {
            let greeting = "\(name)-\(number + 1).\(server.rawValue).example"
            let deliveries = try lab.deliver(session, to: server, greeting: greeting)
            expectAnswers(session, deliveries, server)
            played.append(Played(session: session, greeting: greeting, deliveries: deliveries))
        }
        try expectRecords(played, server)
        try expectHeld(played, server)
    }

    /// A session that took place.
    private struct Played {
        let session: MilterCase
        let greeting: String
        let deliveries: [MilterLab.Delivery]

        func queueIDs(_ server: MailServerKind) -> [String?] {
            deliveries.map { $0.end.flatMap { $0.code == 250 ? server.queueID(in: $0) : nil } }
        }
    }

    private func expectAnswers(_ session: MilterCase, _ deliveries: [MilterLab.Delivery], _ server: MailServerKind) {
        for (message, delivery) in zip(session.messages, deliveries) {
            for (recipient, answer) in zip(message.recipients, delivery.answers) {
                expect(answer, recipient.answer[server], "\(session.title) \(recipient.address)")
            }
            if let end = delivery.end { expect(end, message.end[server], "\(session.title) (end)") }
        }
    }

    private func expect(_ answer: SMTPReply, _ expected: MilterCase.Answer, _ title: String) {
        #expect(answer.code == expected.code, "\(title): \(answer)")
        for text in expected.texts { #expect(answer.text.contains(text), "\(title): \(answer)") }
    }

    /// Records of acceptances are written behind the answer.
    private func expectRecords(_ played: [Played], _ server: MailServerKind) throws {
        let wanted = played.flatMap(\.session.messages).map { $0.records[server].count }.reduce(0, +)
        let greetings = Set(played.map(\.greeting))
        var found: [[String: Any]] = []
        _ = try Deadline().poll { () -> Bool? in
            found = try lab.journal().filter { greetings.contains($0["helo_name"] as? String ?? "") }
            return found.count >= wanted ? true : nil
        }
        for session in played {
            let own = found.filter { $0["helo_name"] as? String == session.greeting }
            expectRecords(session, own, server)
            expectQueueIDs(session, own, server)
        }
    }

    /// Each expected record is there, and no other.
    private func expectRecords(_ played: Played, _ records: [[String: Any]], _ server: MailServerKind) {
        let expected = played.session.messages.flatMap { $0.records[server] }
        var left = records
        for keys in expected {
            let place = left.firstIndex { record in keys.allSatisfy { Self.text(record[$0.key]) == $0.value } }
            guard let place else {
                Issue.record("\(played.session.title): no record \(keys) in \(left)")
                continue
            }
            left.remove(at: place)
        }
        #expect(left.isEmpty, "\(played.session.title)")
    }

    /// What is recorded of a message bears its queue id, and of no other.
    private func expectQueueIDs(_ played: Played, _ records: [[String: Any]], _ server: MailServerKind) {
        let isAlone = played.session.messages.count == 1
        for (message, queueID) in zip(played.session.messages, played.queueIDs(server)) {
            guard let queueID else { continue }
            let recipients = Set(message.recipients.map(\.address))
            for record in records where record["queue_id"] as? String == queueID {
                let recorded = record["recipients"] as? [String] ?? []
                #expect(isAlone || recipients.isSuperset(of: recorded), "\(played.session.title)")
            }
        }
        guard played.deliveries.allSatisfy({ $0.end?.isPositive ?? false }) else { return }
        let ids = Set(played.queueIDs(server).compactMap(\.self))
        for record in records where ["accept", "hold"].contains(record["action"] as? String) {
            #expect(ids.contains(record["queue_id"] as? String ?? ""), "\(played.session.title) \(record)")
        }
    }

    private func expectHeld(_ played: [Played], _ server: MailServerKind) throws {
        let held = try lab.held(by: server)
        for session in played {
            for (message, queueID) in zip(session.session.messages, session.queueIDs(server)) {
                guard let queueID else {
                    #expect(!message.isHeld[server], "\(session.session.title)")
                    continue
                }
                #expect(held.contains(queueID) == message.isHeld[server], "\(session.session.title)")
            }
        }
    }

    static func text(_ value: Any?) -> String {
        switch value {
        case let list as [String]: list.joined(separator: "+")
        case nil, is NSNull: ""
        case let value?: "\(value)"
        }
    }
}
