import Foundation
import MailLab
import Testing

/// conf/postfix/main.cf, as an administrator takes it over.
@Suite struct ShippedPostfixLinesTests {
    @Test
    func `the shipped lines have Postfix keep the agreements, and answer in their words while the service is down`()
        throws
    {
        let gateway = try Gateway { socket in
            try Self.parameters(named: ["smtpd_recipient_restrictions", "smtpd_end_of_data_restrictions"])
                .mapValues { $0.replacingOccurrences(of: "unix:tlsmandate/policy.sock", with: "unix:" + socket) }
        }
        let sessions = try SessionCase.read(try Gateway.cases("sessions/hella.sessions"))
        let refused = try gateway.deliver(try #require(sessions.first))
        #expect(refused.recipients.first?.text.contains("TLS agreement with HELLA") == true, "\(refused)")
        let passed = try gateway.deliver(try #require(sessions.dropFirst().first))
        #expect(passed.message?.code == 250, "\(passed)")
        let records = try Deadline().poll { () -> [[String: Any]]? in
            let records = try gateway.journal("--action", "accept")
            return records.first?["queue_id"] is String ? records : nil
        }
        #expect(records?.first?["policy_context"] as? String == "recipient")

        _ = gateway.service.stop()
        let down = try gateway.deliver(try #require(sessions.first))
        let answer = try #require(down.recipients.first)
        #expect(answer.code == 451)
        #expect(answer.text.contains("4.3.5"), "\(answer)")
        #expect(answer.text.contains("TLS agreements cannot be checked now, try again later"), "\(answer)")
    }

    /// Parameters of the file, as postconf(5) reads it: a line that begins with a blank continues the one before.
    private static func parameters(named names: [String]) throws -> [String: String] {
        let text = try String(contentsOf: Gateway.shipped.appending(path: "postfix/main.cf"), encoding: .utf8)
        var parameters: [String: String] = [:]
        var current: String?
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix(" "), let name = current {
                parameters[name, default: ""] += " " + line.trimmingCharacters(in: .whitespaces)
            } else {
                let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                current = parts.first
                if let name = current { parameters[name] = parts.dropFirst().first ?? "" }
            }
        }
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try #require(parameters[$0])) })
    }
}
