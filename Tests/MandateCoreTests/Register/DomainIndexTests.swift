import MandateCore
import TestSupport
import Testing

struct DomainIndexTests {
    @Test func `the exact name comes before the longest pattern, and that before shorter ones`() {
        let index = Self.index([
            "partner.example": 1, "*.partner.example": 2, "*.sub.partner.example": 3, "*.example": 4,
        ])
        #expect(Self.found(index, "partner.example") == 1)
        #expect(Self.found(index, "mail.partner.example") == 2)
        #expect(Self.found(index, "sub.partner.example") == 2)
        #expect(Self.found(index, "mail.sub.partner.example") == 3)
        #expect(Self.found(index, "a.b.c.sub.partner.example") == 3)
        #expect(Self.found(index, "other.example") == 4)
        #expect(Self.found(index, "example") == nil)
        #expect(Self.found(index, "xpartner.example") == 4)
        #expect(Self.found(index, "partner.example.org") == nil)
        #expect(Self.found(index, "") == nil)
    }

    @Test func `a pattern does not stand for the name itself, nor a name for what is below it`() {
        let index = Self.index(["*.partner.example": 1, "name.example": 2])
        #expect(Self.found(index, "partner.example") == nil)
        #expect(Self.found(index, "mail.name.example") == nil)
    }

    @Test func `names are found in any case`() {
        let index = Self.index(["partner.example": 1, "*.partner.example": 2])
        #expect(Self.found(index, "PARTNER.Example") == 1)
        #expect(Self.found(index, "MAIL.pArTnEr.EXAMPLE") == 2)
    }

    @Test(arguments: [1, 63, 200, 239, 240, 241, 242, 1000, 10_000])
    func `a name of any length below a pattern is found`(length: Int) {
        let index = Self.index(["*.partner.example": 1])
        #expect(Self.found(index, String(repeating: "a", count: length) + ".partner.example") == 1)
        #expect(Self.found(index, String(repeating: ".", count: length) + "partner.example") == 1)
        #expect(Self.found(index, String(repeating: "a.", count: length) + "partner.example") == 1)
    }

    @Test func `the longest name that can be claimed is found, and no longer one in its place`() {
        let longest = String(repeating: "a", count: 253) + ".b"
        let index = Self.index([longest: 1, "*." + longest: 2])
        #expect(Self.found(index, longest) == 1)
        #expect(Self.found(index, "x." + longest) == 2)
        #expect(Self.found(index, "a" + longest) == nil)
    }

    @Test(arguments: [62, 63, 64, 65, 100, 126])
    func `a pattern of many labels is found`(dots: Int) {
        let deep = String(repeating: "a.", count: dots) + "b"
        let index = Self.index(["*." + deep: 1])
        #expect(Self.found(index, "x." + deep) == 1)
        #expect(Self.found(index, "x.y." + deep) == 1)
        #expect(Self.found(index, deep) == nil)
    }

    @Test func `where a claim is not accepted, the next pattern is asked`() {
        let index = Self.index(["partner.example": 1, "*.partner.example": 2, "*.example": 3])
        #expect(Self.found(index, "mail.partner.example", refusing: [2]) == 3)
        #expect(Self.found(index, "partner.example", refusing: [1]) == 3)
        #expect(Self.found(index, "partner.example", refusing: [1, 3]) == nil)
    }

    @Test func `who claims a name is told of those before`() {
        var index = DomainIndex()
        #expect(index.insert("partner.example".utf8.span, below: false, agreement: 1) == [])
        #expect(index.insert("partner.example".utf8.span, below: true, agreement: 2) == [])
        #expect(index.insert("partner.example".utf8.span, below: false, agreement: 3) == [1])
        #expect(index.insert("partner.example".utf8.span, below: false, agreement: 3) == [1, 3])
        #expect(index.count == 1)
    }

    @Test func `20,000 random names are found as a plain dictionary finds them, while the index grows`() {
        var generator = SeededGenerator(seed: 1035)
        var index = DomainIndex()
        var claims: [String: Int32] = [:]
        for agreement in 1...20_000 as ClosedRange<Int32> {
            let name = Self.randomName(&generator)
            let below = Bool.random(using: &generator)
            let key = below ? "*." + name : name
            if claims[key] == nil {
                index.insert(name.utf8.span, below: below, agreement: agreement)
                claims[key] = agreement
            }
        }
        var hits = 0
        for name in claims.keys.map({ $0.hasPrefix("*") ? "x" + $0.dropFirst() : $0 })
            + (0..<20_000).map({ _ in Self.randomName(&generator) })
        {
            let expected = Self.plainly(claims, name)
            #expect(Self.found(index, name) == expected, "\(name)")
            if expected != nil { hits += 1 }
        }
        #expect(hits > 20_000)
        #expect(index.count == Set(claims.keys.map { $0.hasPrefix("*.") ? String($0.dropFirst(2)) : $0 }).count)
    }

    private static func randomName(_ generator: inout SeededGenerator) -> String {
        let labels = ["a", "b", "c", "mail", "partner", "example", "ab--cd", "xn--mller-kva", "_x", "0"]
        return (0...Int.random(in: 0...5, using: &generator)).map { _ in
            labels[Int.random(in: 0..<labels.count, using: &generator)]
        }.joined(separator: ".")
    }

    private static func plainly(_ claims: [String: Int32], _ name: String) -> Int32? {
        if let exact = claims[name] { return exact }
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let below = claims["*." + rest] { return below }
        }
        return nil
    }

    private static func index(_ claims: [String: Int32]) -> DomainIndex {
        var index = DomainIndex()
        for (text, agreement) in claims {
            let below = text.hasPrefix("*.")
            let name = below ? String(text.dropFirst(2)) : text
            index.insert(name.utf8.span, below: below, agreement: agreement)
        }
        return index
    }

    private static func found(_ index: DomainIndex, _ name: String, refusing refused: Set<Int32> = []) -> Int32? {
        index.first(claiming: name.utf8.span) { claims in claims.first { !refused.contains($0) } }
    }
}
