import MandateCore
import Testing

struct DomainNameTests {
    @Test(arguments: try CaseTable.rows("domain-names", columns: 2))
    func `names that mean the same domain compare as one`(row: CaseTable.Row) {
        #expect(DomainName(row[0], convert: Labels.convert).text == row[1])
    }

    @Test func `where IDNA refuses every label, the name is its lower-case octets`() {
        let name = DomainName("Büro.MÜLLER.Example", convert: { _ in nil })
        #expect(name.text == "büro.mÜller.example")
    }

    @Test func `a label in ASCII is never asked of IDNA`() {
        let name = DomainName("ab--cd.Partner.example", convert: { _ in "wrong" })
        #expect(name.text == "ab--cd.partner.example")
    }
}
