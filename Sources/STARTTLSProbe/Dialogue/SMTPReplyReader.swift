/// Makes replies of the octets that a server sends, in whatever pieces they come.
package struct SMTPReplyReader: Sendable {
    /// Why what a server sends is no reply.
    package enum Malformation: Error, Equatable, Sendable {
        case tooManyLines
        /// A line that does not begin with a code, or with another than the line before.
        case noReply(String)

        /// In plain words.
        package var text: String {
            switch self {
            case .tooManyLines: "a reply of more than \(DialogueLimits.replyLines) lines"
            case .noReply(let line): "not an SMTP reply: \(line)"
            }
        }
    }

    private var octets: [UInt8] = []
    /// Whether the rest of a line that is too long is still to come.
    private var isPassingOver = false
    /// The lines of a reply that is not complete.
    private var texts: [String] = []
    private var code: Int?

    package init() {}

    /// Whether octets wait that no reply was made of.
    package var hasMore: Bool { !octets.isEmpty || code != nil }

    package mutating func append(_ more: some Sequence<UInt8>) {
        let more = Array(more)
        guard isPassingOver else {
            octets += more
            return
        }
        guard let end = more.firstIndex(of: UInt8(ascii: "\n")) else { return }
        isPassingOver = false
        octets += more[end...]
    }

    /// The next reply; nil: it is not complete.
    ///
    /// Lines end with LF, with or without a CR before it: a probe is to see old servers. What is too long is cut off, as Postfix
    /// does it (smtp_chat.c: smtp_chat_resp): the gateway can be delivered to.
    package mutating func next() throws(Malformation) -> SMTPReply? {
        while let end = octets.firstIndex(of: UInt8(ascii: "\n")) {
            var line = octets[..<end].prefix(DialogueLimits.lineLength)
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            let text = Array(line)
            octets.removeFirst(end + 1)
            if let reply = try take(text) { return reply }
        }
        if octets.count > DialogueLimits.lineLength {
            octets.removeLast(octets.count - DialogueLimits.lineLength)
            isPassingOver = true
        }
        return nil
    }

    /// Takes one line; the reply, where it is its last.
    private mutating func take(_ line: [UInt8]) throws(Malformation) -> SMTPReply? {
        let digits = line.prefix(3)
        let separator = line.count > 3 ? line[3] : UInt8(ascii: " ")
        guard digits.count == 3, digits.allSatisfy({ 0x30...0x39 ~= $0 }), 0x32...0x35 ~= line[0],
            separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-")
        else { throw .noReply(Self.quoted(line)) }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard code == nil || code == number else { throw .noReply(Self.quoted(line)) }
        guard texts.count < DialogueLimits.replyLines else { throw .tooManyLines }
        texts.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        code = number
        guard separator == UInt8(ascii: " ") else { return nil }
        defer {
            texts = []
            code = nil
        }
        return SMTPReply(code: number, texts: texts)
    }

    private static func quoted(_ line: [UInt8]) -> String {
        String(decoding: line.prefix(DialogueLimits.quotedLength), as: UTF8.self)
    }
}
