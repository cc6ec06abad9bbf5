import MessageContent
import Testing

/// What may and may not stand around and in the two parts of a multipart/encrypted.
struct EncryptedMultipartTests {
    private static let delimiter = "------=_b1\r\n"

    @Test func `the message itself counts`() throws {
        #expect(try Self.isEncrypted { $0 })
    }

    @Test func `256 octets may stand before the first part, and no more`() throws {
        #expect(try Self.isEncrypted { Self.filler(256) + $0[$0.range(of: Self.delimiter)...] })
        #expect(try !Self.isEncrypted { Self.filler(257) + $0[$0.range(of: Self.delimiter)...] })
    }

    @Test func `the control part holds 256 octets, and no more`() throws {
        #expect(try Self.isEncrypted { $0.replacing("Version: 1\r\n", with: "Version: 1\r\n" + Self.blankLines(242)) })
        #expect(try !Self.isEncrypted { $0.replacing("Version: 1\r\n", with: "Version: 1\r\n" + Self.blankLines(243)) })
    }

    @Test(arguments: [
        "Version: 11", "Version 1", "Version: : 1", "Version: 1 1", "Versions: 1", "", "1", "Version: 1 (x)",
    ])
    func `the control part says version 1, and nothing else`(line: String) throws {
        #expect(try !Self.isEncrypted { $0.replacing("Version: 1", with: line) })
    }

    @Test(arguments: ["version: 1", "VERSION:1", " Version : 1 "])
    func `the control part says version 1 in any case`(line: String) throws {
        #expect(try Self.isEncrypted { $0.replacing("Version: 1", with: line) })
    }

    @Test(arguments: ["--x", "x", "-", "- -", "--  x"])
    func `a line that begins with the delimiter is one, and says nothing more`(rest: String) throws {
        #expect(try !Self.isEncrypted { $0.replacing("------=_b1--", with: "------=_b1" + rest) })
        #expect(try !Self.isEncrypted { $0.replacing("------=_b1--", with: "------=_b1\(rest)\r\n------=_b1--") })
    }

    @Test func `blanks may follow a delimiter, and lines may end with LF`() throws {
        #expect(try Self.isEncrypted { $0.replacing("=_b1\r\n", with: "=_b1 \t \r\n") })
        #expect(try Self.isEncrypted { $0.replacing("\r\n", with: "\n") })
    }

    @Test(arguments: ["no field", ": x", " folded onto nothing"])
    func `the header of a part is fields only`(line: String) throws {
        #expect(try !Self.isEncrypted { $0.replacing(Self.delimiter, with: Self.delimiter + line + "\r\n") })
    }

    @Test func `the header of a part may be long, and not longer than 8 KiB`() throws {
        let field = "X-Filler: " + String(repeating: "x", count: 900) + "\r\n"
        #expect(
            try Self.isEncrypted {
                $0.replacing(Self.delimiter, with: Self.delimiter + String(repeating: field, count: 8))
            }
        )
        #expect(
            try !Self.isEncrypted {
                $0.replacing(Self.delimiter, with: Self.delimiter + String(repeating: field, count: 9))
            }
        )
    }

    @Test func `no part may follow, an empty one neither`() throws {
        #expect(try !Self.isEncrypted { $0.replacing("------=_b1--", with: "------=_b1\r\n\r\n------=_b1--") })
        #expect(try !Self.isEncrypted { $0.replacing("------=_b1--", with: "------=_b1\r\n") })
        #expect(try !Self.isEncrypted { "------=_b1--\r\n" + $0 })
        #expect(try !Self.isEncrypted { $0 + "------=_b1--\r\n" })
    }

    @Test func `a boundary is 1 to 70 characters and ends with none that is blank`() throws {
        let message = try Message.named("pgp-mime", in: "encrypted")
        for (boundary, isEncrypted) in [
            (String(repeating: "b", count: 70), true), (String(repeating: "b", count: 71), false),
            ("", false), ("b ", false), ("ü", false), ("a'()+_,-./:=? b", true),
        ] {
            var changed = message.replacing(
                "Content-Type",
                with: "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"\(boundary)\""
            )
            changed.body = Array(
                String(decoding: message.body, as: UTF8.self).replacing("----=_b1", with: boundary).utf8
            )
            #expect(changed.isEncrypted() == isEncrypted, "\(boundary)")
        }
    }

    @Test(arguments: ["base64", "quoted-printable"])
    func `a multipart is not encoded itself`(encoding: String) throws {
        var changed = try Message.named("pgp-mime", in: "encrypted")
        let type = "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"----=_b1\""
        changed = changed.replacing("Subject", with: "x").replacing("Content-Type", with: type)
        #expect(changed.isEncrypted())
        #expect(!changed.adding("Content-Transfer-Encoding", encoding).isEncrypted())
        #expect(changed.adding("Content-Transfer-Encoding", "8bit").isEncrypted())
    }

    private static func isEncrypted(_ change: (String) -> String) throws -> Bool {
        var message = try Message.named("pgp-mime", in: "encrypted")
        message.body = Array(change(String(decoding: message.body, as: UTF8.self)).utf8)
        return message.isEncrypted()
    }

    private static func filler(_ size: Int) -> String { String(repeating: "x", count: size - 2) + "\r\n" }

    private static func blankLines(_ size: Int) -> String { String(repeating: " ", count: size - 2) + "\r\n" }
}

extension String {
    fileprivate func range(of text: String) -> String.Index { firstRange(of: text)?.lowerBound ?? endIndex }
}
