import MandateCore
import TestSupport
import Testing

struct NamePatternTests {
    @Test(arguments: try CaseTable.rows("name-patterns", columns: 3))
    func `a pattern matches the whole of a name, caseless, and its star no dot`(row: CaseTable.Row) {
        #expect(NamePattern(row[0]).matches(row[1]) == (row[2] == "yes"))
    }

    @Test func `20,000 random patterns match what the definition says`() {
        var generator = SeededGenerator(seed: 9525)
        var matches = 0
        for _ in 0..<20_000 {
            let pattern = Self.randomText("aab.**", &generator)
            let name = Self.randomText("aaab.", &generator)
            let expected = Self.matches(pattern[...], name[...])
            #expect(NamePattern(pattern).matches(name) == expected, "\(pattern) \(name)")
            if expected { matches += 1 }
        }
        #expect(matches > 500)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a pattern of many stars does not stop the service`() {
        let pattern = NamePattern(String(repeating: "a*", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }

    private static func randomText(_ letters: String, _ generator: inout SeededGenerator) -> String {
        let letters = Array(letters)
        let length = Int.random(in: 0...7, using: &generator)
        return String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }

    /// The definition, without a thought for time.
    private static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            if matches(pattern.dropFirst(), name) { return true }
            guard let next = name.first, next != "." else { return false }
            return matches(pattern, name.dropFirst())
        }
        return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
    }
}
