import MandateCore
import Testing

@testable import tlsmandate

/// `probe history` for a reader.
@Suite struct ProbeHistoryTextTests {
    /// 2026-10-01T02:00:00Z
    private static let start = 1_790_820_000_000

    private func time(_ night: Int) -> Timestamp {
        Timestamp(milliseconds: Self.start + night * 86_400_000)
    }

    private func finding(_ night: Int, issuer: String, domain: String) -> ProbeFinding {
        ProbeFinding(
            time: time(night),
            agreement: "partner",
            domain: domain,
            gateway: "mx.partner.example:25",
            address: "192.0.2.1",
            outcome: .kept,
            session: .init(protocolName: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", bits: 256),
            certificate: .init(
                fingerprint: issuer,
                subject: "CN=mx.partner.example",
                issuer: issuer,
                // 2026-12-03T12:00:00Z
                notAfter: Timestamp(milliseconds: Self.start + 63 * 86_400_000 + 36_000_000),
                matchedName: "mx.partner.example"
            )
        )
    }

    private func histories(_ domains: [String]) -> [GatewayHistory] {
        var builder = HistoryBuilder()
        for domain in domains {
            builder.add(finding(0, issuer: "CN=Old CA", domain: domain))
            for night in 1..<50 { builder.add(finding(night, issuer: "CN=New CA\u{1b}[2J", domain: domain)) }
        }
        return builder.finish()
    }

    @Test func `changes, then how it is now; unchanged nights are counted, strangers' text is escaped`() {
        let shown = ShownHistory.of(histories(["partner.example"]), since: nil, limit: nil)
        #expect(
            ProbeHistoryText.lines(shown, now: time(51)) == [
                "mx.partner.example:25, for partner.example",
                "  2026-10-01T02:00:00Z  first seen: kept",
                "  2026-10-02T02:00:00Z  issuer changed: CN=Old CA -> CN=New CA\\u{1B}[2J",
                "  2026-11-13T02:00:00Z  certificate expires in 20 days (2026-12-03)",
                "  now                   kept; unchanged since 2026-10-02T02:00:00Z, 49 probes, last 2026-11-19T02:00:00Z",
                "                        TLSv1.3, TLS_AES_256_GCM_SHA384, 256 bits",
                "                        certificate expires in 12 days (2026-12-03), issued by CN=New CA\\u{1B}[2J",
                "",
            ]
        )
    }

    @Test func `domains that share a gateway are shown once`() {
        let domains = ["a.example", "b.example", "c.example", "d.example"]
        let shown = ShownHistory.of(histories(domains), since: time(1), limit: nil)
        let lines = ProbeHistoryText.lines(shown, now: time(51))
        #expect(lines.first == "mx.partner.example:25, for a.example, b.example and 2 more")
        #expect(lines.count == 7)
    }

    @Test func `the latest changes are those of all gateways together`() {
        let shown = ShownHistory.of(histories(["a.example", "b.example"]), since: nil, limit: 3)
        #expect(shown.map(\.events.count) == [1, 2])
        #expect(ShownHistory.of(histories(["a.example"]), since: time(2), limit: 9).map(\.events.count) == [1])
    }

    @Test(
        arguments: [
            (12 * 86_400_000, "expires in 12 days (2026-10-13)"), (86_400_000, "expires in 1 day (2026-10-02)"),
            (3_600_000, "expires in less than a day (2026-10-01)"), (-86_400_000, "expired on 2026-09-30"),
        ]
    )
    func `a certificate's end is told in days`(milliseconds: Int, words: String) {
        let end = Timestamp(milliseconds: Self.start + milliseconds)
        let days = CertificateEnd.daysLeft(end, now: time(0))
        #expect(ProbeChange.expiryWords(days: days, end: end) == words)
    }
}
