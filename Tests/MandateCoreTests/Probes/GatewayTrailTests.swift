import MandateCore
import Testing

@Suite
struct GatewayTrailTests {
    @Test(arguments: try CaseTable.rows("probe-changes", columns: 2))
    func `what has changed since the last probes is told`(row: CaseTable.Row) throws {
        var trail = GatewayTrail()
        var changes: [ProbeChange] = []
        for night in try ProbeWords.nights(row[0]) { changes = trail.add(night) }
        let told = changes.map(\.caseWords).joined(separator: " ; ")
        #expect((told.isEmpty ? "-" : told) == row[1])
    }

    @Test func `a trail that goes on from what was kept tells the same`() throws {
        for row in try CaseTable.rows("probe-changes", columns: 2) {
            let nights = try ProbeWords.nights(row[0])
            var whole = GatewayTrail()
            for night in nights.dropLast() { _ = whole.add(night) }
            let last = try #require(nights.last)
            // As a journal hands it over: the last night, and the last with TLS.
            let before = nights.dropLast()
            var resumed = GatewayTrail(
                latest: before.last ?? [],
                encrypted: before.last { $0.contains { $0.session != nil } }?.filter { $0.session != nil } ?? []
            )
            #expect(resumed.add(last) == whole.add(last), "\(row.testDescription)")
        }
    }
}
