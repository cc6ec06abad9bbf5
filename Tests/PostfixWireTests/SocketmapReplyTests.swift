import PostfixWire
import Testing

struct SocketmapReplyTests {
    private static func text(_ reply: SocketmapReply?) -> String? {
        reply.map { String(decoding: $0.octets, as: UTF8.self) }
    }

    @Test func `answers are those that Postfix knows`() {
        #expect(Self.text(.found("secure match=.partner.example")) == "32:OK secure match=.partner.example,")
        #expect(Self.text(.notFound) == "9:NOTFOUND ,")
        #expect(Self.text(.temporary("later")) == "10:TEMP later,")
        #expect(Self.text(.permanent("no such map")) == "16:PERM no such map,")
    }

    @Test(arguments: ["", "a\nb", "a\u{0}b", "\u{7f}"])
    func `a value that is empty or no line is never found`(value: String) {
        #expect(SocketmapReply.found(value) == nil)
    }

    @Test func `a value is no longer than Postfix reads`() {
        let most = SocketmapLimits.replySize - 3
        #expect(Self.text(.found(String(repeating: "x", count: most)))?.hasPrefix("100000:OK x") == true)
        #expect(SocketmapReply.found(String(repeating: "x", count: most + 1)) == nil)
    }

    @Test func `a reason is one line of ASCII, and no longer than Postfix logs`() {
        #expect(Self.text(.temporary("a\nbü")) == "10:TEMP a?b??,")
        let long = Self.text(.permanent(String(repeating: "x", count: 500)))
        #expect(long?.hasPrefix("205:PERM xxx") == true)
    }
}
