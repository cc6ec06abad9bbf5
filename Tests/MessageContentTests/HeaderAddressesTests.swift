import MessageContent
import TestSupport
import Testing

struct HeaderAddressesTests {
    @Test(arguments: try ValueTable.rows("from-addresses"))
    func `the addresses of a From header are found, and nothing else`(row: ValueTable.Row) {
        #expect(HeaderAddresses.read(row.value.span).addresses == row.expectedList)
    }

    @Test func `of 10,000 mailboxes those in the first 8 KiB are read, each whole`() {
        let value = (0..<10_000).map { "A\($0) <a\($0)@partner\($0).example>" }.joined(separator: ", ")
        let addresses = HeaderAddresses.read(value.utf8.span).addresses
        #expect(addresses.count > 200)
        #expect(addresses == (0..<addresses.count).map { "a\($0)@partner\($0).example" })
        // Wherever the cut falls, it makes no other domain.
        for blanks in 0..<40 {
            let shifted = String(repeating: " ", count: blanks) + value
            let addresses = HeaderAddresses.read(shifted.utf8.span).addresses
            #expect(addresses.allSatisfy { $0.hasSuffix(".example") })
        }
    }

    @Test func `groups inside of groups do not exhaust the stack`() {
        let text = String(repeating: "a:", count: 4_000) + "anna@partner.example"
        #expect(HeaderAddresses.read(text.utf8.span).addresses.isEmpty)
        let few = String(repeating: "a:", count: 200) + "anna@partner.example"
        #expect(HeaderAddresses.read(few.utf8.span).addresses == ["anna@partner.example"])
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            "a,", "a(,", "(", "\"", "\\", "<", "@", "a@", "a@b,", ",", ";", "a b ", "\"a\\\",", "[", "a@[", "<@a,", "é",
        ]
    )
    func `a value made to be costly is read`(piece: String) {
        let text = String(repeating: piece, count: 100_000 / piece.utf8.count)
        #expect(HeaderAddresses.read(text.utf8.span).addresses.count <= 8192)
    }

    @Test func `values of random octets are read`() {
        var generator = SeededGenerator(seed: 11)
        let pieces = [
            "anna", "@", "anna@partner.example", "partner.example", "<", ">", ",", ":", ";", "(", ")", "\"", "\\", " ",
            "\r\n ", "=?utf-8?q?a?=", "[", "]",
            ".", "xn--", "ü", "\u{301}",
        ].map { Array($0.utf8) }
        var found = 0
        for _ in 0..<3_000 {
            var value: [UInt8] = []
            for _ in 0..<Int.random(in: 1..<25, using: &generator) {
                value += pieces.randomElement(using: &generator) ?? []
                if Int.random(in: 0..<8, using: &generator) == 0 {
                    value.append(.random(in: 1...255, using: &generator))
                }
            }
            let addresses = HeaderAddresses.read(value.span).addresses
            found += addresses.count
            for address in addresses {
                let domain = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
                    .dropFirst().last
                #expect(domain?.isEmpty == false, "\(address)")
            }
        }
        #expect(found > 100)
    }
}
