import MandateCore
import Testing

struct ViolationTests {
    @Test func `the codes are the contract's`() throws {
        let codes = try CaseTable.rows("violation-codes", columns: 1).map { $0[0] }
        #expect(Violation.allCases.map(\.rawValue) == codes)
    }

    @Test func `no two violations are told in the same words`() {
        #expect(Set(Violation.allCases.map(\.words)).count == Violation.allCases.count)
    }
}
