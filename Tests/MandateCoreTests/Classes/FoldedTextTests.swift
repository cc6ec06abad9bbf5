import MandateCore
import Testing

struct FoldedTextTests {
    @Test(
        arguments: [
            ("Vertraulich", "VERTRAULICH"),
            ("Größe", "GRÖSSE"),
            ("straße", "STRASSE"),
            ("tüv", "TU\u{308}V"),
            ("geheim", "ge\u{ad}heim"),
            ("geheim", "g\u{200b}e\u{200c}h\u{200d}e\u{2060}im\u{feff}"),
            ("geheim", "\u{202e}geheim\u{202c}"),
            ("geheim", "ge\u{1}heim\u{7f}"),
            ("geheim", "ge\u{9b}heim"),
            ("ﬁnal", "FINAL"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("streng vertraulich", "streng\u{a0}vertraulich"),
            ("streng vertraulich", "  Streng \t vertraulich "),
            ("streng vertraulich", "streng\r\n vertraulich"),
        ]
    )
    func `texts that look the same to a reader are the same`(text: String, other: String) {
        #expect(FoldedText(text) == FoldedText(other))
    }

    @Test(
        arguments: [
            ("geheim", "geheim1"),
            ("tuv", "tüv"),
            ("geheim", "g eheim"),
            ("a", "ａ"),
            ("[a]", "(a)"),
        ]
    )
    func `texts that look different are not the same`(text: String, other: String) {
        #expect(FoldedText(text) != FoldedText(other))
    }

    @Test(arguments: ["", "geheim", "GRÖSSE", "İstanbul", "\u{ad}", " a  b ", "ΣΑΣ"])
    func `a folded text folds no further`(text: String) {
        let folded = FoldedText(text)
        #expect(FoldedText(folded.text) == folded)
    }
}
