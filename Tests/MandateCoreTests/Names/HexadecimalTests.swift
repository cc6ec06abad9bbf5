import MandateCore
import Testing

struct HexadecimalTests {
    @Test func `octets are written with two digits each, and digits are read in either case`() {
        let octets = (0...255).map(UInt8.init)
        let text = octets.hexadecimal
        #expect(text.hasPrefix("000102030405060708090a0b") && text.hasSuffix("fdfeff"))
        for digits in [text, text.uppercased()] {
            let values = digits.utf8.compactMap(\.hexadecimalValue)
            #expect(stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] } == octets)
        }
        #expect("gG/:@`".utf8.allSatisfy { $0.hexadecimalValue == nil })
    }
}
