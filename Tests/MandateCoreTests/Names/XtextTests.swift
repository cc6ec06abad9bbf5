import MandateCore
import Testing

struct XtextTests {
    @Test(
        arguments: [
            ("", ""),
            ("mail.partner.example", "mail.partner.example"),
            ("Wietse+20Venema", "Wietse Venema"),
            ("D-TRUST+20SSL+20Class+203+20CA+201+202009", "D-TRUST SSL Class 3 CA 1 2009"),
            ("1+2B1", "1+1"),
            ("+2b+2B", "++"),
            ("T+C3+9CV", "TÜV"),
            ("T+c3+9cV", "TÜV"),
            ("a+2B20b", "a+20b"),
            ("a=b", "a=b"),
            ("+7E", "~"),
        ]
    )
    func `a name is decoded as Postfix encoded it`(encoded: String, name: String) {
        #expect(Xtext.decode(encoded.utf8.span) == name)
    }

    @Test(arguments: ["+", "a+", "+2", "a+2", "+2G", "+G2", "++", "+ 2", "+-1", "+0x", "+20+", "a+2+20", "+２０"])
    func `a plus without two hexadecimal digits is refused`(encoded: String) {
        #expect(Xtext.decode(encoded.utf8.span) == nil)
    }

    @Test(arguments: Array(0...0x1f) + [0x7f] as [UInt8])
    func `a control character that is encoded is refused`(control: UInt8) {
        let digits = String(control, radix: 16)
        let encoded = "mail+" + (control < 16 ? "0" : "") + digits + ".partner.example"
        #expect(Xtext.decode(encoded.utf8.span) == nil)
        #expect(Xtext.decode(encoded.uppercased().utf8.span) == nil)
    }

    @Test(arguments: Array(0x20...0x7e) + Array(0x80...0xff) as [UInt8])
    func `every other octet comes out as it went in`(octet: UInt8) {
        let digits = String(octet, radix: 16, uppercase: true)
        let expected = String(decoding: [octet], as: UTF8.self)
        #expect(Xtext.decode("+\(digits)".utf8.span) == expected)
    }

    @Test func `octets that are no text come out as such, not as a name`() {
        #expect(Xtext.decode("mail+FF".utf8.span) == "mail\u{fffd}")
    }
}
