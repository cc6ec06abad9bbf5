import Testing

@testable import MandateCore

struct WildcardTests {
    @Test(
        arguments: [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a.b", true),
            ("a*", "a", true),
            ("a*c", "abbc", true),
            ("a*c", "abcb", false),
            ("a*b*c", "axbxxbc", true),
            ("*a*", "bab", true),
            ("*a", "aab", false),
            ("a**b", "ab", true),
            ("a", "aa", false),
            ("aa", "a", false),
        ]
    )
    func `a star stands for any run, and the whole text is compared`(pattern: String, text: String, matches: Bool) {
        #expect(Wildcard.matches(Array(pattern), Array(text), star: "*") == matches)
    }

    @Test(
        arguments: [
            ("a*c", "abc", true),
            ("a*c", "a.c", false),
            ("a.*", "a.b", true),
            ("a.*", "a.b.c", false),
            ("*.*", "a.b", true),
            ("*", ".", false),
        ]
    )
    func `no run crosses the symbol that stops it`(pattern: String, text: String, matches: Bool) {
        #expect(Wildcard.matches(Array(pattern), Array(text), star: "*", stop: ".") == matches)
    }

    @Test func `a text that holds the star's symbol is a text like any other`() {
        #expect(Wildcard.matches(Array("a*b"), Array("a*xb"), star: "*"))
        #expect(!Wildcard.matches(Array("ab"), Array("a*b"), star: "*"))
        #expect(!Wildcard.matches(Array("axb"), Array("a*b"), star: "*"))
    }
}
