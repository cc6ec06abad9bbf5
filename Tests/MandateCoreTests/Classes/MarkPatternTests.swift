import Testing

@testable import MandateCore

struct MarkPatternTests {
    @Test(
        arguments: [
            ("confidential", "Confidential", true),
            ("confidential", "not confidential", false),
            ("confidential", "confidential-ish", false),
            ("confidential", "", false),
            ("*", "", true),
            ("*msip_label_a1b2*enabled=true*", "MSIP_Label_a1b2_Enabled=True; MSIP_Label_a1b2_Name=Secret", true),
            ("*msip_label_a1b2*enabled=true*", "MSIP_Label_ffff_Enabled=True", false),
            ("geheim*", "geheim. Nur für A.", true),
            ("größe*", "GRÖSSE 1", true),
            ("streng  geheim", "streng geheim", true),
            ("a.b", "axb", false),
            ("[a-c]", "b", false),
        ]
    )
    func `a mark is the whole value, caseless, and its star crosses everything`(
        mark: String,
        value: String,
        matches: Bool
    ) {
        #expect(MarkPattern(mark).matches(FoldedText(value)) == matches)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a mark of many stars does not stop the service`() {
        let pattern = MarkPattern(String(repeating: "a*", count: 100) + "b")
        #expect(!pattern.matches(FoldedText(String(repeating: "a", count: 20_000))))
    }
}
