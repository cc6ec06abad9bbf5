import MandateCore
import Testing

struct DecisionLogTests {
    @Test(arguments: try CaseTable.rows("log-addresses", columns: 4))
    func `an address is kept whole only where log-addresses says so`(row: CaseTable.Row) throws {
        let keeping = try #require(AddressKeeping(rawValue: row[0]))
        #expect(keeping.kept(row[2], isViolation: row[1] == "violation") == row[3])
    }
}
