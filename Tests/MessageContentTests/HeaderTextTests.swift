import MandateCore
import MessageContent
import TestSupport
import Testing

struct HeaderTextTests {
    @Test(arguments: try ValueTable.rows("header-texts"))
    func `a header value is decoded as people read it`(row: ValueTable.Row) {
        #expect(HeaderText.decoded(row.value.span) == row.expected)
    }

    @Test(arguments: try ValueTable.rows("comparable-forms"))
    func `a header value is compared in all its forms`(row: ValueTable.Row) {
        #expect(HeaderText.forms(row.value.span).map { FoldedText($0).text } == row.expectedList)
    }

    @Test(
        arguments: [
            ("Company-Confidential (internal)", "Company-Confidential"), ("\"confidential\"", "confidential"),
            ("a (b) c", "a c"), ("(=?utf-8?Q?x?=) =?utf-8?Q?Geheim?=", "Geheim"), ("", ""),
        ]
    )
    func `a value is told from its comments and quotation marks`(value: String, text: String) {
        #expect(HeaderText.withoutComments(value.utf8.span) == text)
    }

    @Test func `what stands behind 64 KiB is not looked at, and a megabyte costs no more`() {
        let mark = Array("vertraulich".utf8)
        var value = [UInt8](repeating: UInt8(ascii: "a"), count: 65_536 - mark.count) + mark
        #expect(HeaderText.decoded(value.span).hasSuffix("vertraulich"))
        value.insert(UInt8(ascii: "a"), at: 0)
        #expect(HeaderText.decoded(value.span).hasSuffix("avertraulic"))
    }

    @Test(
        arguments: [
            "=?", "=?utf-8?Q?", "=?utf-8?Q?a?=", "=?utf-8?Q?a?= ", "=?a?b?c", "(", ")", "\"", "\\", "(\"", "\\(", " ",
            "=?iso-2022-jp?B?GyRC?=", "=?utf-7?Q?+?=", "\u{301}", "ü",
        ]
    )
    func `a value made to be costly is read`(piece: String) {
        for text in [
            String(repeating: piece, count: 70_000 / piece.utf8.count), "ä" + String(repeating: piece, count: 60_000),
        ] {
            #expect((1...3).contains(HeaderText.forms(text.utf8.span).count))
        }
    }

    @Test func `values of random octets are read, and none with visible text comes out empty`() {
        var generator = SeededGenerator(seed: 47)
        let pieces = [
            "=?utf-8?Q?", "=?iso-2022-jp?B?", "?=", "=C3", "=BC", "=", "?", "(", ")", "\"", "\\", " ", "\r\n ", "a",
            "ü",
            "dmVy", "\u{0}", "=?utf-16?B?", "=?utf-7?Q?", "+AAA-", "\u{1b}$B",
        ].map { Array($0.utf8) }
        for _ in 0..<3_000 {
            var value: [UInt8] = []
            for _ in 0..<Int.random(in: 1..<20, using: &generator) {
                value += pieces.randomElement(using: &generator) ?? []
                if Int.random(in: 0..<8, using: &generator) == 0 {
                    value.append(.random(in: 0...255, using: &generator))
                }
            }
            let text = HeaderText.decoded((value + Array(" ende".utf8)).span)
            #expect(text.hasSuffix("ende"))
            let forms = HeaderText.forms(value.span)
            #expect((1...3).contains(forms.count))
            #expect(Set(forms).count == forms.count)
        }
    }
}
