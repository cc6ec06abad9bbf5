import Foundation
import MandateCore
import PostfixServers
import PostfixWire
import TestSupport
import Testing

/// What is answered to one request.
@Suite struct PolicyDeciderTests {
    static let refusalText = text("the session is not encrypted (session-not-encrypted)")

    /// A reply text that says what the partner's session falls short of.
    static func text(_ shortcoming: String) -> String {
        "TLS agreement with Partner AG: \(shortcoming); contact tls-desk@example.com"
    }

    @Test(
        arguments: [
            "CONNECT", "EHLO", "HELO", "MAIL", "DATA", "BDAT", "END-OF-MESSAGE", "VRFY", "ETRN", "XCLIENT", "", "rcpt",
            "RCPT ",
        ]
    )
    func `there is no opinion at any stage but RCPT, and nothing is recorded`(stage: String) throws {
        let site = try Site(recording: .all)
        #expect(try site.action(.plaintext.with(["protocol_state": stage])) == "DUNNO")
        #expect(site.log.behind.all.isEmpty)
        #expect(site.log.refusals.all.isEmpty)
        #expect(try site.action(.plaintext) == "550 5.7.1 \(Self.refusalText)")
    }

    @Test(
        arguments: [
            ("reject", "550 5.7.1 \(refusalText)"), ("defer", "450 4.7.1 \(refusalText)"),
            ("hold", "HOLD \(refusalText)"),
            ("\"filter smtp:[pgp-gateway.example.com]:10026\"", "FILTER smtp:[pgp-gateway.example.com]:10026"),
        ]
    )
    func `a violation is answered as the agreement says, and only after its record`(
        response: String,
        action: String
    ) throws {
        let site = try Site(["partner": Site.partner(onViolation: response)])
        guard case .answerRecorded(let record, let reply, _) = try site.outcome(.plaintext) else {
            Issue.record("answered without a record")
            return
        }
        #expect(try Answer.action(reply.octets) == action)
        #expect(response.contains(record.action.rawValue))
        #expect(record.mode == .enforce)
        #expect(site.log.behind.all.isEmpty)
    }

    @Test(
        arguments: [
            ("reject", "WARN would reject: \(refusalText)"), ("defer", "WARN would defer: \(refusalText)"),
            ("hold", "WARN would hold: \(refusalText)"),
            ("\"filter smtp:[192.0.2.9]:25\"", "WARN would filter: \(refusalText)"),
        ]
    )
    func `in testing the mail server is told what enforcing would have done`(response: String, action: String) throws {
        let site = try Site(["partner": Site.partner(onViolation: response, mode: "testing")])
        #expect(try site.action(.plaintext) == action)
        let record = try #require(site.log.behind.all.first)
        #expect(record.mode == .testing)
        #expect(response.contains(record.action.rawValue))
        #expect(record.reply?.hasSuffix(Self.refusalText) == true)
        #expect(site.log.refusals.all.isEmpty)
    }

    @Test func `an agreement that says nothing of violations defers`() throws {
        let site = try Site([
            "partner": "partner: Partner AG\ndomains: [partner.example]\ninbound: { level: encrypt }\n"
        ])
        #expect(try site.action(.plaintext) == "450 4.7.1 \(Self.refusalText)")
    }

    @Test(arguments: ["mode: off\ninbound: { level: encrypt }", "inbound: { level: encrypt, mode: off }"])
    func `what is off is neither asked for nor recorded`(demands: String) throws {
        let site = try Site(["partner": "partner: Partner AG\ndomains: [partner.example]\n\(demands)\n"])
        #expect(try site.action(.plaintext) == "DUNNO")
        #expect(site.log.behind.all.isEmpty)
    }

    @Test func `a session that keeps the agreement passes, and is recorded behind its answer`() throws {
        let site = try Site()
        guard case .noOpinion = try site.outcome(.encrypted) else {
            Issue.record("an acceptance waits for nothing")
            return
        }
        #expect(site.log.behind.all.map(\.action) == [.accept])
        #expect(site.log.behind.all.map(\.reply) == [nil])
    }

    @Test func `all violations are named, the words before the codes`() throws {
        let site = try Site()
        let weak = Request.encrypted.with([
            "encryption_protocol": "TLSv1", "encryption_cipher": "DES-CBC3-SHA", "encryption_keysize": "112",
        ])
        let shortcoming = """
            the TLS protocol version is too old, the session key is too short \
            (protocol-too-old, session-key-too-short)
            """
        #expect(try site.action(weak) == "550 5.7.1 \(Self.text(shortcoming))")
    }

    @Test func `an answer is ASCII, whatever the partner is called`() throws {
        let agreement = Site.partner().replacing("Partner AG", with: "TÜV Rheinland Größe 漢字")
        let action = try Site(["tuv": agreement]).action(.plaintext)
        #expect(action.hasPrefix("550 5.7.1 TLS agreement with TUV Rheinland "))
        #expect(action.utf8.allSatisfy { 0x20...0x7e ~= $0 })
        #expect(action.hasSuffix("(session-not-encrypted); contact tls-desk@example.com"))
    }

    @Test func `an answer has at most 400 characters, and still the code and the contact`() throws {
        let agreement = Site.partner().replacing("Partner AG", with: String(repeating: "Partner ", count: 1000))
        let action = try Site(["partner": agreement]).action(.plaintext)
        #expect(action.count <= "550 5.7.1 ".count + 400)
        #expect(action.hasSuffix("(session-not-encrypted); contact tls-desk@example.com"))
    }

    @Test func `reply codes are those of the configuration`() throws {
        let codes = "replies: { reject: \"554 5.7.0\", defer: \"451 4.7.0\" }\n"
        let rejecting = try Site(configuration: codes)
        #expect(try rejecting.action(.plaintext) == "554 5.7.0 \(Self.refusalText)")
        let deferring = try Site(["partner": Site.partner(onViolation: "defer")], configuration: codes)
        #expect(try deferring.action(.plaintext) == "451 4.7.0 \(Self.refusalText)")
    }

    @Test(arguments: ["reject", "defer", "hold", "\"filter smtp:[192.0.2.9]:25\""])
    func `a refusal that cannot be recorded is temporary, whatever it would have been`(response: String) throws {
        for (configuration, code) in [("", "450 4.7.1 "), ("replies: { defer: \"451 4.3.0\" }\n", "451 4.3.0 ")] {
            let site = try Site(["partner": Site.partner(onViolation: response)], configuration: configuration)
            guard case .answerRecorded(_, _, let otherwise) = try site.outcome(.plaintext) else {
                Issue.record("answered without a record")
                return
            }
            let action = try Answer.action(otherwise.octets)
            #expect(action.hasPrefix(code))
            #expect(action.count > code.count)
        }
    }

    @Test func `the order of the attributes does not matter, nor do attributes of later versions`() throws {
        let site = try Site()
        let expected = try site.action(.plaintext)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let request = Request.plaintext.with(["tls_sni": "mx.example.com", "unheard_of": "1"])
                .reordered { $0.shuffled(using: &generator) }
            #expect(try site.action(request) == expected, "\(request)")
        }
    }

    @Test func `a reload takes effect with the next request`() throws {
        let site = try Site()
        #expect(try site.refusal(.plaintext).register == site.register.digest)
        let next = try Site.register(["partner": Site.partner(onViolation: "hold")])
        site.decider.use(DecisionSettings(register: next, recording: .agreements, addresses: .violations))
        #expect(try site.action(.plaintext) == "HOLD \(Self.refusalText)")
        #expect(try site.refusal(.plaintext).register == next.digest)
        #expect(next.digest != site.register.digest)
    }
}
