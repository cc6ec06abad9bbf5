import Foundation
import MandateCore
import Testing

@testable import tlsmandate

/// Columns and comma-separated values.
@Suite struct OutputTests {
    @Test(
        arguments: [
            ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("\"quoted\"", "\"\"\"quoted\"\"\""), ("a b", "a b"),
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@sum", "'@sum"), ("|cmd", "'|cmd"), ("%0", "'%0"),
            ("\t=1", "\"'\t=1\""), ("\r=1", "'\\r=1"), ("two\nlines", "two\\nlines"), ("\n=1", "'\\n=1"),
            ("=1,\"2\"", "\"'=1,\"\"2\"\"\""), ("ü", "\"ü\""), ("\u{1b}[31m", "\\u{1B}[31m"),
            ("\u{202e}x", "\\u{202E}x"), ("a=b", "a=b"),
        ]
    )
    func `a cell is inert, and read back as it was but for what is escaped`(text: String, cell: String) {
        #expect(CSV.line([text]) == cell)
        #expect(CSV.line([text, text]) == "\(cell),\(cell)")
    }

    private func columns(_ terminalWidth: Int?) -> Columns {
        Columns([.init(title: "ONE", width: 6), .init(title: "TWO", width: 4)], terminalWidth: terminalWidth)
    }

    @Test func `cells stand below their titles, and no line ends in blanks`() {
        #expect(columns(nil).heading == "ONE    TWO")
        #expect(columns(nil).line(["a", "b"]) == "a      b")
        #expect(columns(nil).line(["", ""]) == "")
    }

    @Test func `where it is no terminal nothing is cut`() {
        let long = String(repeating: "x", count: 65_536)
        #expect(columns(nil).line([long, "b"]) == "\(long) b")
    }

    @Test func `on a terminal a cell is cut to its column, and a line to its width`() {
        #expect(columns(80).line(["abcdefgh", "b"]) == "abcde… b")
        #expect(columns(80).line(["abcdef", "b"]) == "abcdef b")
        #expect(columns(9).line(["abcdefgh", "1234"]) == "abcde… 1…")
        #expect(columns(9).line([String(repeating: "\u{1b}", count: 65_536), ""]).count <= 9)
    }

    @Test func `strangers' text is shown escaped`() {
        #expect(columns(nil).line(["\u{1b}[0m\n", "\u{202e}"]) == "\\u{1B}[0m\\n \\u{202E}")
    }

    @Test func `JSON acts on no terminal, and says the same`() throws {
        let text = "\u{1b}[31m\u{7f}\u{9b}31m\u{202e}\u{2028}\u{e0001} \"ü\" \\ 😀"
        let json = try StandardStreams.json([text])
        #expect(json == #"["\u001b[31m\u007f\u009b31m\u202e\u2028\udb40\udc01 \"ü\" \\ 😀"]"#)
        #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == [text])
    }

    @Test func `a record's fields stand in the order of its keys, lists as words, nothing where nothing is known`()
        throws
    {
        let record = DecisionRecord(
            id: RecordID(number: 1),
            time: Timestamp(milliseconds: 0),
            host: "gateway",
            frontend: .policy,
            stage: "RCPT",
            action: .reject,
            mode: .enforce,
            agreement: nil,
            partner: nil,
            direction: nil,
            violations: [.protocolTooOld, .cipherExcluded],
            reply: nil,
            sender: "",
            recipients: ["a@example.com", "b@example.com"],
            encryptionKeySize: 128,
            register: "0123"
        )
        let fields = try RecordFields(record).texts
        let keys = DecisionRecord.CodingKeys.allCases
        #expect(fields.count == keys.count)
        let known = zip(keys, fields).filter { !$1.isEmpty }.map { "\($0.rawValue)=\($1)" }
        #expect(
            known == [
                "id=0000000000000001", "time=1970-01-01T00:00:00.000Z", "host=gateway", "frontend=policy", "stage=RCPT",
                "action=reject", "mode=enforce", "violations=protocol-too-old cipher-excluded",
                "recipients=a@example.com b@example.com", "encryption_keysize=128", "register=0123",
            ]
        )
    }
}
