import MandateCore
import Testing

/// What tlsmandate-agreement(5) says of answers.
@Suite
struct AgreementPageTests {
    @Test
    func `all violations stand there with their codes and words, in their order`() throws {
        let items = try PageItem.items(in: ManualPage("tlsmandate-agreement.5").section("DECISIONS"))
            .filter { $0.head.hasPrefix("Li ") }
        #expect(items.map(\.head) == Violation.allCases.map { "Li \($0.rawValue)" })
        #expect(items.map { $0.body.first ?? "" } == Violation.allCases.map { $0.words + "." })
    }

    @Test
    func `the reply texts have the form that is shown`() throws {
        let text = try ManualPage("tlsmandate-agreement.5").section("DECISIONS").joined(separator: "\n")
        let violation = Violation.cipherExcluded
        for reply in [
            ReplyText.make(partner: "PARTNER", violations: [violation], contact: "CONTACT"),
            ReplyText.make(messageClass: "CLASS", violations: [violation], contact: "CONTACT"),
        ] {
            let form = reply.replacing(violation.words, with: "WORDS").replacing(violation.rawValue, with: "CODE, ...")
            #expect(text.contains("\n\(form)\n"), "\(form)")
        }
        #expect(text.contains("at most \(ReplyText.longest) characters"))
    }
}
