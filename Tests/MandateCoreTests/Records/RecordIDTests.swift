import MandateCore
import TestSupport
import Testing

struct RecordIDTests {
    private static let moment = Timestamp(milliseconds: 1_772_323_200_000)

    @Test func `records of one moment have names that rise`() {
        expectRising(Array(repeating: Self.moment, count: 3000))
    }

    @Test func `records have names that rise when the clock goes back`() {
        expectRising((0..<3000).map { Timestamp(milliseconds: Self.moment.milliseconds - $0 * 1000) })
    }

    @Test func `records have names that rise while the clock jumps to and fro`() {
        var generator = SeededGenerator(seed: 63)
        expectRising((0..<3000).map { _ in Timestamp(milliseconds: Int.random(in: 0...5000, using: &generator)) })
    }

    @Test func `a later record has a greater name as text too`() {
        let source = RecordIDSource(host: "mx1.example.com")
        let texts = [0, 1, 999, 1_000_000, 1_772_323_200_000, 8_000_000_000_000].map {
            source.next(at: Timestamp(milliseconds: $0)).text
        }
        #expect(texts == texts.sorted())
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.utf8.count == 16 })
    }

    @Test func `records that many threads make at once have different names`() async {
        let source = RecordIDSource(host: "mx1.example.com")
        let names = await withTaskGroup(of: [RecordID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<2000).map { _ in source.next(at: Self.moment) } } }
            return await group.reduce(into: Set<RecordID>()) { $0.formUnion($1) }
        }
        #expect(names.count == 16_000)
    }

    @Test func `behind the greatest name there is none, and nothing breaks`() {
        let source = RecordIDSource(host: "mx1.example.com")
        source.pass(RecordID(number: .max))
        for _ in 0..<2 { #expect(source.next(at: Self.moment) == RecordID(number: .max)) }
        #expect(RecordID.last == RecordID(first: Timestamp(milliseconds: .max)))
    }

    @Test func `records of a moment are found from its first name on`() {
        let source = RecordIDSource(host: "mx1.example.com")
        let before = source.next(at: Timestamp(milliseconds: Self.moment.milliseconds - 1))
        let first = RecordID(first: Self.moment)
        #expect(before < first)
        #expect(source.next(at: Self.moment) >= first)
    }

    @Test func `two gateways of one moment do not use the same name`() {
        let one = RecordIDSource(host: "mx1.example.com").next(at: Self.moment)
        let other = RecordIDSource(host: "mx2.example.com").next(at: Self.moment)
        #expect(one != other)
    }

    @Test func `a name that was printed is read again`() {
        let name = RecordIDSource(host: "mx1.example.com").next(at: Self.moment)
        #expect(RecordID(name.text) == name)
        #expect(RecordID(name.text.uppercased()) == name)
        #expect(RecordID("0000000000000001")?.number == 1)
    }

    @Test(arguments: [Int64.min, -1])
    func `of a damaged journal a name that none gives out is shown`(number: Int64) {
        #expect(RecordID(number: number).text.utf8.count == 16)
    }

    @Test(
        arguments: [
            "", "1", "000000000000001", "00000000000000001", "000000000000000g", "-000000000000001", "+000000000000001",
            "ffffffffffffffff", "0x00000000000001", "0000000 00000001",
        ]
    )
    func `a text that names no record is refused`(text: String) {
        #expect(RecordID(text) == nil)
    }

    private func expectRising(_ moments: [Timestamp]) {
        let source = RecordIDSource(host: "mx1.example.com")
        let names = moments.map { source.next(at: $0) }
        #expect(zip(names, names.dropFirst()).allSatisfy { $0 < $1 })
    }
}
