import MandateCore
import Testing

/// DESIGN.md, section 5, Answers.
struct ReplyTextTests {
    @Test(arguments: Violation.allCases)
    func `a reply names partner, violation and contact`(violation: Violation) {
        let text = ReplyText.make(partner: "Partner AG", violations: [violation], contact: "tls-desk@example.com")
        #expect(
            text
                == "TLS agreement with Partner AG: \(violation.words) (\(violation.rawValue)); "
                + "contact tls-desk@example.com"
        )
        #expect(text.utf8.allSatisfy { 0x20...0x7e ~= $0 })
    }

    @Test func `several violations stand in one reply`() {
        let text = ReplyText.make(
            partner: "Partner AG",
            violations: [.protocolTooOld, .cipherExcluded],
            contact: "tls-desk@example.com"
        )
        #expect(
            text
                == "TLS agreement with Partner AG: the TLS protocol version is too old, the cipher is excluded "
                + "(protocol-too-old, cipher-excluded); contact tls-desk@example.com"
        )
    }

    @Test(arguments: [0, 1, 20, 50, 200, 400, 10_000], [1, 3, 5])
    func `a reply has at most 400 characters, and codes and contact in it, however long the partner's name`(
        length: Int,
        count: Int
    ) {
        let violations = Array(
            [
                Violation.protocolTooOld, .sessionKeyTooShort, .cipherExcluded, .certificateNameMismatch,
                .certificateIssuerMismatch,
            ].prefix(count)
        )
        let contact = String(repeating: "d", count: 64) + "@" + String(repeating: "e.", count: 75) + "example"
        let partner = String(repeating: "P", count: length)
        let text = ReplyText.make(partner: partner, violations: violations, contact: contact)
        #expect(text.count <= 400)
        #expect(text.hasPrefix("TLS agreement with \(partner.prefix(20))"))
        #expect(text.hasSuffix("(\(violations.map(\.rawValue).joined(separator: ", "))); contact \(contact)"))
    }

    @Test(arguments: Violation.allCases)
    func `a reply to a marked message names the class instead`(violation: Violation) {
        let text = ReplyText.make(messageClass: "secret", violations: [violation], contact: "tls-desk@example.com")
        #expect(
            text
                == "Message marked secret: \(violation.words) (\(violation.rawValue)); contact tls-desk@example.com"
        )
    }

    @Test(arguments: [20, 200, 400, 10_000])
    func `a class of a long name leaves room for codes and contact`(length: Int) {
        let name = String(repeating: "c", count: length)
        let text = ReplyText.make(
            messageClass: name,
            violations: [.sessionNotEncrypted, .noAgreement],
            contact: "tls-desk@example.com"
        )
        #expect(text.count <= 400)
        #expect(text.hasPrefix("Message marked \(name.prefix(20))"))
        #expect(text.hasSuffix("(session-not-encrypted, no-agreement); contact tls-desk@example.com"))
    }
}
