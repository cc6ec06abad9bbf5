import MandateCore
import Testing

/// What tlsmandate-audit(1) says of records.
@Suite
struct AuditPageTests {
    @Test
    func `a record's keys stand there, in the order of the columns`() throws {
        let items = try PageItem.items(in: ManualPage("tlsmandate-audit.1").section("RECORDS"))
        #expect(items.map(\.head) == DecisionRecord.CodingKeys.allCases.map { "Cm \($0.rawValue)" })
    }
}
