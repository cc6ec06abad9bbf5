import MandateCore
import Testing

struct FingerprintTests {
    @Test(arguments: try CaseTable.rows("pins", columns: 2))
    func `a pin is read, or refused for its digest or for its form`(row: CaseTable.Row) {
        let pin = Result { () throws(Fingerprint.ParseError) in try Fingerprint(pin: row[0]) }
        switch pin {
        case .success(let pin): #expect(pin.text == row[1])
        case .failure(.otherDigest): #expect(row[1] == "another digest")
        case .failure(.malformed): #expect(row[1] == "malformed")
        }
    }

    @Test func `what Postfix reports equals the pin, whatever the case and the colons`() throws {
        let reported = Array(repeating: "5F", count: 31).joined(separator: ":") + ":0A"
        let pin = "sha256:" + String(repeating: "5f", count: 31) + "0a"
        #expect(try Fingerprint(hexadecimal: reported) == Fingerprint(pin: pin))
        #expect(try Fingerprint(hexadecimal: reported).text == reported)
    }

    @Test(arguments: 0..<64)
    func `fingerprints that differ in one digit are not the same`(position: Int) throws {
        var digits = Array(repeating: "a", count: 64)
        let one = try Fingerprint(hexadecimal: digits.joined())
        digits[position] = "b"
        #expect(try Fingerprint(hexadecimal: digits.joined()) != one)
    }

    @Test func `a fingerprint by md5, as older Postfix reports it, is known for another digest`() {
        let md5 = Array(repeating: "9E", count: 16).joined(separator: ":")
        #expect(throws: Fingerprint.ParseError.otherDigest) { try Fingerprint(hexadecimal: md5) }
    }
}
