import MailServerLog
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

    @Test
    func `the ways in which TLS fails stand there, all of them`() throws {
        let items = try PageItem.items(in: ManualPage("tlsmandate-audit.1").section("Keys of incidents"))
        let body = try #require(items.first { $0.head == "Cm kind" }).body.filter { $0.hasPrefix(".Cm ") }
        let words = body.flatMap { $0.split(separator: " ").dropFirst().map(String.init) }.filter { $0.count > 1 }
        #expect(words == FailureKind.allCases.map(\.rawValue))
    }
}
