import PostfixWire
import Testing

struct OctetsTests {
    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("007", 7), ("18446744073709551615", .max), ("18446744073709551616", nil),
            ("18446744073709551620", nil), ("28446744073709551615", nil), ("", nil), ("-1", nil), ("+1", nil),
            ("1 ", nil),
            ("1a", nil), ("/", nil), (":", nil),
        ] as [(String, UInt64?)]
    )
    func `a decimal number is read up to 64 bits`(text: String, number: UInt64?) {
        let octets = text.utf8.span
        let decimal = octets.decimal
        #expect(decimal == number)
    }

    @Test(arguments: [("RCPT", true), ("rcpt", false), ("RCP", false), ("RCPTX", false), ("", false), ("RCPU", false)])
    func `a text equals its octets only, in its case and length`(text: String, isEqual: Bool) {
        let octets = text.utf8.span
        let result = octets.isText("RCPT")
        #expect(result == isEqual)
    }
}
