import RegisterFiles
import Testing

@Suite
struct DomainsFileTests {
    private let report: Report

    init() throws { report = try Report(of: CaseFolder("diagnostics/domains-file").path) }

    @Test(arguments: [
        "partner.example", "subsidiary.example", "www.subsidiary.example", "a.b.subsidiary.example",
        "mail.example.net", "MAIL.EXAMPLE.NET", "müller.example", "MÜLLER.example", "xn--mller-kva.example",
        "büro.example", "xn--bro-hoa.example", "ab--cd.example", "trailing.example", "trailing.example.",
    ])
    func `a domain of the file is the partner's, however it is written`(domain: String) throws {
        #expect(try report.agreementName(ofDomain: domain) == "partner")
    }

    @Test(arguments: ["commented.example", "www.partner.example", "example.net", "bro.example", "example"])
    func `a comment is not a domain, and a domain is no pattern`(domain: String) throws {
        #expect(try report.agreementName(ofDomain: domain) == nil)
    }

    /// Work that grows with the square of the list would take minutes.
    @Test(.timeLimit(.minutes(10)))
    func `a mistake behind four hundred thousand domains has its line, and soon`() throws {
        let domains = (1...400_000).map { "d\($0).example\n" }.joined()
        let folder = try ScratchFolder([
            "agreements.d/partner.yaml": "partner: Partner AG\ndomains-file: long.domains\nrelay: { level: encrypt }\n",
            "agreements.d/long.domains": domains + "  d_.ex ample # the last\n",
        ])
        let reason = "'d_.ex ample' is not a domain: 'ex ample' has characters that a name cannot have"
        #expect(try folder.report().lines == ["agreements.d/long.domains:400001:3: error: \(reason)"])
    }

    @Test
    func `a NUL in a name is refused`() throws {
        let folder = try ScratchFolder([
            "agreements.d/partner.yaml": "partner: Partner AG\ndomains-file: odd.domains\nrelay: { level: encrypt }\n",
            "agreements.d/odd.domains": "good.example\nmü\0ller.example\nab\0c.example\n",
        ])
        #expect(try folder.report().result.errors.map(\.line) == [2, 3])
    }
}
