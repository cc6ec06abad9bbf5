import MandateCore
import Testing

struct MailAddressTests {
    @Test(arguments: try CaseTable.rows("mail-addresses", columns: 3))
    func `an address has the domain behind its last at sign, and the local part before it`(row: CaseTable.Row) {
        #expect(Self.domain(row[0]) == (row[1] == "none" ? nil : row[1]))
        #expect(MailAddress.localPart(of: row[0]) == row[2])
    }

    @Test func `the domain of an address of 10,000 characters is found`() {
        let local = String(repeating: "a@", count: 5000)
        #expect(Self.domain(local + "partner.example") == "partner.example")
        #expect(Self.domain(String(repeating: "a", count: 10_000)) == nil)
    }

    private static func domain(_ address: String) -> String? {
        MailAddress.domain(in: address.utf8.span).map { String(decoding: Array(address.utf8)[$0], as: UTF8.self) }
    }
}
