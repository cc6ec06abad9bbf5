import RegisterFiles
import Testing

@Suite
struct FrontendChecksTests {
    /// DESIGN.md, section 3: a demand for a fact that no configured front end can see is an error.
    @Test(arguments: ["inbound", "relay"])
    func `a demand on sessions is an error where only a socketmap listens`(section: String) throws {
        let report = try ScratchFolder([
            "tlsmandate.yaml": ScratchFolder.configuration.replacing("policy", with: "socketmap"),
            "agreements.d/partner.yaml":
                "partner: Partner AG\ndomains: [partner.example]\n\(section): { level: encrypt }\n",
        ]).report()
        #expect(report.result.errors.map(\.line) == [3])
    }

    @Test
    func `a demand on deliveries needs no front end for sessions`() throws {
        let report = try ScratchFolder([
            "tlsmandate.yaml": ScratchFolder.configuration.replacing("policy", with: "socketmap"),
            "agreements.d/partner.yaml":
                "partner: Partner AG\ndomains: [partner.example]\noutbound: { level: secure }\n",
        ]).report()
        #expect(report.lines == [])
    }
}
