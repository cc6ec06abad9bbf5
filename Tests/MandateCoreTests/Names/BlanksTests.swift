import MandateCore
import Testing

struct BlanksTests {
    @Test(arguments: [
        ("a b", "a b"), (" \t a b\t ", "a b"), ("", ""), (" \t", ""), ("\u{a0}a\n", "\u{a0}a\n"),
    ])
    func `blanks and tabs go at both ends, and nothing else`(text: String, trimmed: Substring) {
        #expect(text.trimmingBlanks == trimmed)
        #expect(text[...].trimmingBlanks == trimmed)
    }
}
