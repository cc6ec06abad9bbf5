import PostfixWire
import Testing

/// Postfix takes an empty action, and one of digits alone, for permission.
struct PolicyReplyTests {
    @Test(
        arguments: [
            (PolicyReply.dunno, "action=DUNNO\n\n"),
            (.refuse(code: "550 5.7.1", text: "no TLS"), "action=550 5.7.1 no TLS\n\n"),
            (.refuse(code: "450 4.7.1", text: "no TLS"), "action=450 4.7.1 no TLS\n\n"),
            (.hold("no TLS"), "action=HOLD no TLS\n\n"),
            (.filter("smtp:[192.0.2.9]:10026"), "action=FILTER smtp:[192.0.2.9]:10026\n\n"),
            (.warn("would reject: no TLS"), "action=WARN would reject: no TLS\n\n"),
        ]
    )
    func `an answer is one action and an empty line`(reply: PolicyReply, text: String) {
        #expect(String(decoding: reply.octets, as: UTF8.self) == text)
    }

    @Test(arguments: replies(with: ""))
    func `an answer without a text still says something`(reply: PolicyReply) {
        #expect(Self.action(reply).split(separator: " ").count >= 2)
    }

    @Test(arguments: replies(with: "550") + replies(with: ""))
    func `no answer is made of digits alone`(reply: PolicyReply) {
        let action = Self.action(reply)
        #expect(!action.isEmpty)
        #expect(!action.allSatisfy { $0.isWholeNumber })
    }

    @Test(
        arguments: replies(with: "a\nb") + replies(with: "a\r\n\r\nb") + replies(with: "a\n\naction=OK\n\n")
            + replies(with: "a\0b") + replies(with: "\ta") + replies(with: "TÜV Rheinland 🔒")
            + replies(with: "a\u{7f}")
    )
    func `line ends, control characters and what is not ASCII cannot get into an answer`(reply: PolicyReply) {
        #expect(reply.octets.suffix(2) == Array("\n\n".utf8)[...])
        #expect(reply.octets.dropLast(2).allSatisfy { 0x20...0x7e ~= $0 })
        #expect(Self.action(reply).contains("?"))
    }

    private static func replies(with text: String) -> [PolicyReply] {
        [.refuse(code: "550 5.7.1", text: text), .refuse(code: "450 4.7.1", text: text), .hold(text), .warn(text)]
    }

    private static func action(_ reply: PolicyReply) -> String {
        let line = String(decoding: reply.octets.dropLast(2), as: UTF8.self)
        return String(line.dropFirst("action=".count))
    }
}
