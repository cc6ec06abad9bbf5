import Testing

@testable import MessageContent

struct TransferDecoderTests {
    @Test(arguments: ["", "QUJD", "QUI=", "QQ==", "Q U\r\nJ\tD", "QUJDQUI=\r\n", "QQ=\r\n="])
    func `base64 is digits, blanks, and padding at the end`(text: String) {
        #expect(Self.isBase64(text))
    }

    @Test(arguments: [
        "Q", "QU", "QUJ", "QUJDQ", "QUI=QUJD", "Q===", "=", "QUJD=", "QUI==", "QQ===", "QUJ-", "QUJD.", "QUJDä", "QQ=",
    ])
    func `all else is not`(text: String) {
        #expect(!Self.isBase64(text))
    }

    @Test(arguments: ["7bit", "8BIT", "binary", " base64 ", "(x) Quoted-Printable (y)", nil])
    func `the encodings of RFC 2045 are known, and no field means 7bit`(value: String?) {
        #expect(TransferDecoder(field: value.map { Array($0.utf8) }) != nil)
    }

    @Test(arguments: ["", "x-uuencode", "uuencode", "base65", "base64;", "base64\0"])
    func `others are not`(value: String) {
        #expect(TransferDecoder(field: Array(value.utf8)) == nil)
    }

    private static func isBase64(_ text: String) -> Bool {
        var decoder = TransferDecoder.base64
        return decoder.decode(text.utf8.span) && decoder.isComplete
    }
}
