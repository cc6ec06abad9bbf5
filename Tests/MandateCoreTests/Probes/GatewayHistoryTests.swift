import MandateCore
import Testing

@Suite
struct GatewayHistoryTests {
    private func histories(_ nights: String...) throws -> [GatewayHistory] {
        var builder = HistoryBuilder()
        for (index, gateway) in nights.enumerated() {
            for var finding in try ProbeWords.nights(gateway).joined() {
                finding.gateway = "mx\(index + 1).partner.example:25"
                builder.add(finding)
            }
        }
        return builder.finish()
    }

    @Test func `unchanged nights are counted together`() throws {
        let same = "kept, TLSv1.3 A 256, certificate a by Old CA"
        let other = "kept, TLSv1.3 A 256, certificate b by New CA"
        let nights = [String](repeating: same, count: 10) + [String](repeating: other, count: 49)
        let history = try #require(try histories(nights.joined(separator: " ; ")).first)
        #expect(history.events.map(\.change.caseWords) == ["first seen kept", "! issuer Old CA -> New CA"])
        #expect(history.events.map(\.time) == [ProbeWords.day(0), ProbeWords.day(10)])
        #expect(history.unchangedSince == ProbeWords.day(10))
        #expect(history.probes == 49)
        #expect(history.last == ProbeWords.day(58))
    }

    @Test func `an end that comes nearer is told, and the gateway is unchanged`() throws {
        let night = "kept, TLSv1.3 A 256, certificate a by Old CA ends day 22"
        let history = try #require(try histories([String](repeating: night, count: 22).joined(separator: ";")).first)
        #expect(
            history.events.map(\.change.caseWords) == [
                "first seen kept", "! expires in 20", "! expires in 13", "! expires in 6", "! expires in 2",
            ]
        )
        #expect(history.unchangedSince == ProbeWords.day(0))
        #expect(history.probes == 22)
    }

    @Test func `each gateway has a history of its own, and the addresses of one probe are one probe`() throws {
        let histories = try histories("kept & kept, at two ; kept & violated match, at two", "not tested ; kept")
        #expect(histories.map(\.gateway) == ["mx1.partner.example:25", "mx2.partner.example:25"])
        #expect(histories.map(\.verdict.outcome) == [.violated, .kept])
        #expect(histories.map(\.latest.count) == [2, 1])
        #expect(histories.map(\.probes) == [1, 1])
        #expect(histories.map(\.events.count) == [2, 2])
    }

    @Test func `where nothing was kept there is no history`() throws {
        #expect(try histories().isEmpty)
    }
}
