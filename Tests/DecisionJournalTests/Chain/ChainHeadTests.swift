import MandateCore
import Testing

@testable import DecisionJournal

/// The links of the chain, and what each is made of.
@Suite struct ChainHeadTests {
    @Test func `a head comes back from its text and from its link`() throws {
        let head = ChainHead.none.next(ChainContent(.gap))
        #expect(head.sequence == 1)
        #expect(ChainHead(head.description) == head)
        #expect(ChainHead(link: head.link) == head)
        #expect(head.link.count == 40)
    }

    @Test(
        arguments: [
            "", ":", "1", "1:", "-1:" + String(repeating: "0", count: 64), "1:" + String(repeating: "0", count: 63),
            "1:" + String(repeating: "g", count: 64), "1:" + String(repeating: "+1", count: 32),
            "1:" + String(repeating: "0", count: 64) + ":", " 1:" + String(repeating: "0", count: 64),
        ]
    )
    func `what is no head is none`(text: String) {
        #expect(ChainHead(text) == nil)
    }

    @Test func `a link of another length is none`() {
        for count in [0, 8, 39, 41] { #expect(ChainHead(link: [UInt8](repeating: 0, count: count)) == nil) }
    }

    @Test func `the next head depends on the one before, its number and the content`() {
        var content = ChainContent(.gap)
        content.append(Int64(1))
        let first = ChainHead.none.next(content)
        let other = ChainHead(sequence: 1, hash: ChainHead.none.hash)
        #expect(first != ChainHead.none.next(ChainContent(.gap)))
        #expect(first.next(content).hash != first.hash)
        #expect(other.next(content).hash != first.hash)
    }

    @Test func `no two entries share their octets`() {
        let contents: [ChainContent] = [
            make(.decision) { _ in }, make(.gap) { _ in }, make(.completion) { _ in }, make(.prune) { _ in },
            make { $0.appendNull() }, make { $0.append(Int64(0)) }, make { $0.append(0.0) }, make { text("", &$0) },
            make { $0.append(octets: UnsafeRawBufferPointer(start: nil, count: 0)) },
            make { text("a", &$0) }, make { text("ab", &$0) },
            make {
                text("a", &$0); text("b", &$0)
            },
            make {
                text("ab", &$0); text("", &$0)
            },
            make {
                text("", &$0); text("ab", &$0)
            }, make { text("a\u{0}", &$0) }, make { $0.append(Int64(97)) },
            make { $0.append(Int64(-1)) }, make { $0.append(Double(bitPattern: 97)) }, make { text("97", &$0) },
            make {
                $0.appendNull(); text("a", &$0)
            },
            make {
                text("a", &$0); $0.appendNull()
            },
            make { text("\u{2}\u{0}\u{0}\u{0}\u{1}a", &$0) }, make { text("e\u{301}", &$0) }, make { text("é", &$0) },
        ]
        #expect(Set(contents.map(\.octets)).count == contents.count)
    }

    private func make(
        _ kind: ChainContent.Kind = .decision,
        _ fill: (inout ChainContent) -> Void
    ) -> ChainContent {
        var content = ChainContent(kind)
        fill(&content)
        return content
    }

    private func text(_ text: String, _ content: inout ChainContent) {
        var text = text
        text.withUTF8 { content.append(text: UnsafeRawBufferPointer($0)) }
    }
}
