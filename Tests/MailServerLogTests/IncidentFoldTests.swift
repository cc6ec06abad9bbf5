import Foundation
import MailServerLog
import MandateCore
import Testing

@Suite struct IncidentFoldTests {
    private func incidents(_ text: String) -> [Incident] {
        var fold = IncidentFold(lookup: Cases.byDomain)
        for event in Cases.events(of: text) { fold.add(event) }
        return fold.incidents
    }

    /// A line of smtp(8): the outcome of a message to `a@partner.example`.
    private func status(_ id: String, _ minute: Int, _ host: String, _ words: String, sent: Bool = false) -> String {
        """
        Nov 21 06:\(minute < 10 ? "0" : "")\(minute):00 mx postfix/smtp[7]: \(id): to=<a@partner.example>, \
        relay=\(host)[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=4.7.4, status=\(sent ? "sent" : "deferred") (\(words))

        """
    }

    private let notOffered = "TLS is required, but was not offered by host x"

    @Test func `the incidents of the real log`() throws {
        let all = incidents(try Cases.text("postfix-3.7.log"))
        func one(_ name: String, _ kind: FailureKind) throws -> Incident {
            try #require(all.first { $0.agreement == name && $0.kind == kind })
        }
        let plain = try one("plain", .notOffered)
        #expect(plain.isCurrent)
        #expect(plain.waiting == 2)
        #expect(plain.count == 4)
        #expect(plain.firstSeen.text == "2026-11-21T06:01:03.000Z")
        #expect(plain.hosts == ["localhost"])
        #expect(plain.domains == ["plain.example"])
        // Deleted by the administrator, but the gateway has not been seen to do TLS since.
        #expect(try one("refuse", .refused).waiting == 0)
        #expect(try one("refuse", .refused).isCurrent)
        // The first of two gateways of one name refused; the mail went out by the other.
        #expect(try one("two", .refused).waiting == 0)
        #expect(try one("two", .refused).isCurrent == false)
        #expect(try one("partner", .acceptFailed).detail == "no shared cipher")
        #expect(try one("expired", .certificateNotVerified).detail == "certificate has expired")
        #expect(!all.contains { $0.agreement == "good" || $0.agreement == "down" })
    }

    @Test func `an incident ends when its gateway takes mail and nothing waits any longer`() throws {
        let failing = status("AAAAA1", 1, "mx1", notOffered) + status("AAAAA2", 2, "mx1", notOffered)
        #expect(incidents(failing).map(\.waiting) == [2])
        let oneSent = failing + status("AAAAA1", 3, "mx1", "ok", sent: true)
        #expect(incidents(oneSent).map(\.isCurrent) == [true])
        #expect(incidents(oneSent).map(\.waiting) == [1])
        let over = try #require(incidents(oneSent + status("AAAAA2", 4, "mx1", "ok", sent: true)).first)
        #expect(!over.isCurrent && !over.isAlarming)
        #expect(over.ended == Cases.moment("2026-11-21", hour: 6, minute: 4))
        #expect(over.count == 2)
    }

    @Test func `a success at another gateway does not end it`() {
        let text = status("AAAAA1", 1, "mx1", notOffered) + status("AAAAA1", 2, "mx2", "ok", sent: true)
        #expect(incidents(text).map(\.isCurrent) == [true])
        #expect(incidents(text).map(\.waiting) == [0])
        #expect(incidents(text + status("AAAAA2", 3, "mx1", "ok", sent: true)).map(\.isCurrent) == [false])
    }

    @Test func `a failure after the end is a new incident`() throws {
        let text =
            status("AAAAA1", 1, "mx1", notOffered) + status("AAAAA1", 2, "mx1", "ok", sent: true)
            + status("AAAAA2", 3, "mx1", notOffered)
        let incident = try #require(incidents(text).first)
        #expect(incident.firstSeen == Cases.moment("2026-11-21", hour: 6, minute: 3))
        #expect(incident.count == 1)
    }

    @Test func `a message that now waits for another reason, or left the queue, waits for TLS no longer`() {
        let failed = status("AAAAA1", 1, "mx1", notOffered)
        #expect(incidents(failed + status("AAAAA1", 2, "mx1", "connection refused")).map(\.waiting) == [0])
        #expect(incidents(failed + "Nov 21 06:02:00 mx postfix/qmgr[3]: AAAAA1: removed\n").map(\.waiting) == [0])
        #expect(
            incidents(failed + status("AAAAA1", 2, "mx1", "Cannot start TLS: handshake failure")).map(\.waiting)
                .sorted()
                == [0, 1]
        )
    }

    @Test func `clients without an agreement, and gateways without one where no mail waits, do not alarm`() {
        let client = "Nov 21 06:00:00 mx postfix/smtpd[7]: SSL_accept error from unknown[192.0.2.9]: -1\n"
        let found = incidents(client)
        #expect(found.map(\.subject) == ["192.0.2.9"])
        #expect(found.map(\.isAlarming) == [false])
        let success = """
            Nov 21 06:01:00 mx postfix/smtpd[8]: Anonymous TLS connection established from unknown[192.0.2.9]: TLSv1.3 with cipher A (1/1 bits)

            """
        #expect(incidents(client + success).map(\.isCurrent) == [false])
    }

    @Test func `as JSON, with keys in snake_case`() throws {
        let incident = try #require(incidents(status("AAAAA1", 1, "mx1", notOffered)).first)
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(incident)) as? [String: Any]
        let keys: Set<String> = [
            "agreement", "partner", "kind", "direction", "state", "first_seen", "last_seen", "ended", "count",
            "waiting_messages", "domains", "hosts", "detail", "example", "advice",
        ]
        #expect(object.map { Set($0.keys) } == keys)
        #expect(object?["kind"] as? String == "tls-not-offered")
        #expect(object?["waiting_messages"] as? Int == 1)
    }

    @Test func `every kind has its words`() {
        for kind in FailureKind.allCases {
            #expect(!kind.summary.isEmpty && kind.advice.hasSuffix("."))
            let isASCII = kind.advice.utf8.allSatisfy { $0 < 0x80 }
            #expect(isASCII)
        }
    }

    @Test func `clients of nobody, however many, hide no partner and no gateway`() throws {
        var fold = IncidentFold(lookup: Cases.byDomain)
        func add(_ text: String) { for event in Cases.events(of: text) { fold.add(event) } }
        for number in 0...LogLimits.incidents {
            add(
                "Nov 21 06:00:00 mx postfix/smtpd[7]: SSL_accept error from unknown[2001:db8::\(String(number, radix: 16))]: -1\n"
            )
        }
        #expect(fold.missesStrangers)
        #expect(fold.incidents.count == LogLimits.incidents)
        add(status("AAAAA1", 1, "mx1", notOffered))
        add(
            "Nov 21 06:02:00 mx postfix/smtp[7]: AAAAA2: to=<a@nobody.test>, relay=mx[192.0.2.9]:25, delay=1, "
                + "delays=0/0/1/0, dsn=4.7.4, status=deferred (\(notOffered))\n"
        )
        #expect(fold.incidents.filter(\.isAlarming).compactMap(\.agreement) == ["partner"])
        #expect(fold.incidents.contains { $0.domains == ["nobody.test"] })
    }
}
