import Foundation
import MandateCore
import PostfixServers
import TestSupport
import Testing

/// What is recorded of a decision.
extension PolicyDeciderTests {
    @Test func `a record holds what Postfix told, what was answered and why`() throws {
        let site = try Site()
        let request = Request.certified.with([
            "encryption_protocol": "TLSv1.1", "sasl_username": "anna", "policy_context": "inbound",
            "queue_id": "4ZfXyT",
        ])
        let record = try site.refusal(request)
        #expect(record.time == Site.now)
        let reply = "550 5.7.1 \(Self.text("the TLS protocol version is too old (protocol-too-old)"))"
        let expected: [String: String] = [
            "id": record.id.text, "time": record.time.text, "host": "gateway", "frontend": "policy", "stage": "RCPT",
            "action": "reject", "mode": "enforce", "agreement": "partner", "partner": "Partner AG",
            "direction": "inbound", "classes": "[]", "violations": "[\"protocol-too-old\"]", "reply": reply,
            "queue_id": "4ZfXyT", "message_id": "null", "instance": "5d1f.65f0a1b2.3c4d5.0",
            "client_address": "192.0.2.25", "client_name": "mailout.partner.example",
            "helo_name": "mailout.partner.example", "sender": "anna@partner.example",
            "recipients": "[\"berta@example.com\"]", "encryption_protocol": "TLSv1.1",
            "encryption_cipher": "TLS_AES_256_GCM_SHA384", "encryption_keysize": "256",
            "ccert_subject": "mailout.partner.example", "ccert_issuer": "D-TRUST SSL Class 3 CA 1 2009",
            "ccert_fingerprint": Request.fingerprint, "sasl_username": "anna", "policy_context": "inbound",
            "register": site.register.digest,
        ]
        #expect(try record.keys == expected)
    }

    @Test func `what Postfix leaves empty is null in the record`() throws {
        let site = try Site()
        var request = Request.plaintext
        for name in ["client_name", "helo_name", "instance", "queue_id"] { request = request.without(name) }
        let keys = try site.refusal(request).keys
        let absent = [
            "client_name", "helo_name", "instance", "queue_id", "message_id", "encryption_protocol",
            "encryption_cipher",
            "ccert_subject", "ccert_issuer", "ccert_fingerprint", "sasl_username", "policy_context",
        ]
        for key in absent { #expect(keys[key] == "null", "\(key)") }
        #expect(keys["encryption_keysize"] == "0")
    }

    @Test func `a record has no id before the journal gives it one`() throws {
        let site = try Site()
        #expect(try site.refusal(.plaintext).id == .unnamed)
    }

    @Test(
        arguments: [
            (.agreements, .encrypted, 1), (.agreements, .unrelated, 0),
            (.violations, .encrypted, 0), (.violations, .unrelated, 0),
            (.all, .encrypted, 1), (.all, .unrelated, 1),
        ] as [(DecisionSettings.Recording, Request, Int)]
    )
    func `acceptances are recorded as the configuration says`(
        recording: DecisionSettings.Recording,
        request: Request,
        records: Int
    ) throws {
        let site = try Site(recording: recording)
        #expect(try site.action(request) == "DUNNO")
        #expect(site.log.behind.all.count == records)
        #expect(site.log.behind.all.allSatisfy { $0.action == .accept && $0.reply == nil && $0.violations.isEmpty })
    }

    @Test(arguments: [DecisionSettings.Recording.agreements, .violations, .all])
    func `refusals, and what would have been one, are recorded always`(recording: DecisionSettings.Recording) throws {
        let enforcing = try Site(recording: recording)
        #expect(try enforcing.refusal(.plaintext).action == .reject)
        let testing = try Site(["partner": Site.partner(mode: "testing")], recording: recording)
        #expect(try testing.action(.plaintext).hasPrefix("WARN "))
        #expect(testing.log.behind.all.map(\.action) == [.reject])
    }

    @Test func `a message that no agreement has to do with is recorded without one`() throws {
        let site = try Site(recording: .all)
        #expect(try site.action(.unrelated) == "DUNNO")
        let keys = try #require(site.log.behind.all.first).keys
        for key in ["agreement", "partner", "direction", "reply"] { #expect(keys[key] == "null") }
        #expect(keys["sender"] == "*@elsewhere.example")
    }

    @Test(
        arguments: [
            (.violations, .plaintext, ["anna@partner.example", "berta@example.com", "anna@example.com"]),
            (.violations, .encrypted, ["*@partner.example", "*@example.com", "*@example.com"]),
            (.full, .plaintext, ["anna@partner.example", "berta@example.com", "anna@example.com"]),
            (.full, .encrypted, ["anna@partner.example", "berta@example.com", "anna@example.com"]),
            (.domain, .plaintext, ["*@partner.example", "*@example.com", "*@example.com"]),
            (.domain, .encrypted, ["*@partner.example", "*@example.com", "*@example.com"]),
        ] as [(AddressKeeping, Request, [String])]
    )
    func `addresses are kept whole as the configuration says`(
        addresses: AddressKeeping,
        request: Request,
        kept: [String]
    ) throws {
        let site = try Site(addresses: addresses)
        let request = request.with(["sasl_username": "anna@example.com"])
        if case .answerRecorded(let record, _, _) = try site.outcome(request) { site.log.record(record) }
        let record = try #require(site.log.behind.all.first)
        #expect([record.sender] + record.recipients + [record.saslUsername] == kept)
    }

    @Test(
        arguments: [
            ("\"a@b\"@partner.example", "*@partner.example"), ("", ""), ("a@b@partner.example", "*@partner.example"),
        ]
    )
    func `where domains alone are kept nothing of the local part is`(sender: String, kept: String) throws {
        let site = try Site(recording: .all, addresses: .domain)
        #expect(try site.action(.encrypted.with(["sender": sender, "sasl_username": "anna"])) == "DUNNO")
        let record = try #require(site.log.behind.all.first)
        #expect(record.sender == kept)
        #expect(record.saslUsername == "*")
    }
}

extension DecisionRecord {
    /// The keys of the record as JSON has them, each value as a text.
    fileprivate var keys: [String: String] {
        get throws {
            let data = try JSONEncoder().encode(self)
            let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            return try object.mapValues { value in
                switch value {
                case is NSNull: "null"
                case let list as [Any]:
                    String(decoding: try JSONSerialization.data(withJSONObject: list), as: UTF8.self)
                default: "\(value)"
                }
            }
        }
    }
}
