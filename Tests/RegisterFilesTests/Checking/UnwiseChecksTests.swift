import RegisterFiles
import Testing

@Suite
struct UnwiseChecksTests {
    private func endWarnings(on today: String) throws -> [String] {
        try Report(of: CaseFolder("diagnostics/unwise-end-of-an-agreement").path, today: today).lines
            .compactMap { $0.split(separator: ":").first.map(String.init) }
    }

    @Test
    func `an agreement's end is announced sixty days before and never forgotten`() throws {
        #expect(try endWarnings(on: "2026-05-01") == ["agreements.d/ended.yaml"])
        #expect(try endWarnings(on: "2026-05-02") == ["agreements.d/ended.yaml", "agreements.d/ends-today.yaml"])
        #expect(
            try endWarnings(on: "2036-01-01") == [
                "agreements.d/ended.yaml", "agreements.d/ends-in-60-days.yaml", "agreements.d/ends-in-61-days.yaml",
                "agreements.d/ends-today.yaml",
            ]
        )
    }

    @Test
    func `a partner's domain below a pattern of our own is one of ours`() throws {
        let report = try ScratchFolder([
            "tlsmandate.yaml": ScratchFolder.configuration.replacing("[example.com]", with: "[\"*.example.com\"]"),
            "agreements.d/partner.yaml":
                "partner: Partner AG\ndomains: [shop.example.com]\nrelay: { level: encrypt }\n",
        ]).report()
        #expect(report.result.errors.isEmpty)
        #expect(report.result.warnings.map { "\($0.line):\($0.column)" } == ["2:11"])
    }
}
