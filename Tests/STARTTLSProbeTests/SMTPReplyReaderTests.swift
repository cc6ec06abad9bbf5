import STARTTLSProbe
import Testing

@Suite struct SMTPReplyReaderTests {
    private func read(_ text: String) throws(SMTPReplyReader.Malformation) -> SMTPReply? {
        var reader = SMTPReplyReader()
        reader.append(text.utf8)
        return try reader.next()
    }

    @Test func `a reply of one line is read`() throws {
        #expect(try read("220 mx.example ESMTP\r\n") == SMTPReply(code: 220, texts: ["mx.example ESMTP"]))
        #expect(try read("250\r\n") == SMTPReply(code: 250, texts: [""]))
    }

    @Test func `a reply that is not complete is waited for`() throws {
        #expect(try read("250-a\r\n250-b\r\n") == nil)
        #expect(try read("250 a") == nil)
    }

    @Test func `replies behind one another are read one by one`() throws {
        var reader = SMTPReplyReader()
        reader.append("250-a\r\n250 b\r\n221 bye\r\n".utf8)
        #expect(try reader.next()?.texts == ["a", "b"])
        #expect(reader.hasMore)
        #expect(try reader.next()?.code == 221)
        #expect(!reader.hasMore)
    }

    @Test(arguments: ["", "25", "25a x", "2500 x", "150 x", "650 x", "250+x", " 250 x"])
    func `what is no reply is refused`(_ line: String) {
        #expect(throws: SMTPReplyReader.Malformation.self) { try read(line + "\r\n") }
    }

    @Test func `of a line that is too long the beginning is read, as Postfix does it`() throws {
        let line = "250-" + String(repeating: "x", count: 16_384)
        var read = line
        read.removeLast(line.utf8.count - DialogueLimits.lineLength)
        let expected = SMTPReply(code: 250, texts: [String(read.dropFirst(4)), "STARTTLS"])
        let octets = Array((line + "\r\n250 STARTTLS\r\n220 next\r\n").utf8)
        for size in [1, 7, 2048, octets.count] {
            var reader = SMTPReplyReader()
            var replies: [SMTPReply] = []
            for start in stride(from: 0, to: octets.count, by: size) {
                reader.append(octets[start..<min(start + size, octets.count)])
                while let reply = try reader.next() { replies.append(reply) }
            }
            #expect(replies == [expected, SMTPReply(code: 220, texts: ["next"])], "\(size)")
            #expect(!reader.hasMore)
        }
    }

    @Test func `where a line is cut off does not depend on how its octets come`() throws {
        let fill = String(repeating: "x", count: DialogueLimits.lineLength - 5)
        for end in ["", "\r", "x", "\rx", "x\r", "xx", "x\rx"] {
            let octets = Array("250 \(fill)\(end)\r\n".utf8)
            var whole = SMTPReplyReader()
            whole.append(octets)
            var dripping = SMTPReplyReader()
            var last: SMTPReply?
            for octet in octets {
                dripping.append([octet])
                last = try dripping.next() ?? last
            }
            #expect(try whole.next() == last, "\(end.debugDescription)")
            #expect(last != nil && !dripping.hasMore && !whole.hasMore)
        }
    }

    @Test func `a reply may not have lines without end`() {
        let lines = String(repeating: "250-x\r\n", count: DialogueLimits.replyLines + 1)
        #expect(throws: SMTPReplyReader.Malformation.tooManyLines) { try read(lines) }
    }

    @Test func `an address cannot smuggle a command`() {
        for bad in ["a b@x", "a@x\r\nDATA", "<a@x>", "a@x>", "ä@x", "a\u{0}@x"] {
            #expect(Envelope(helo: "h", sender: bad, recipient: "r") == nil)
            #expect(Envelope(helo: "h", sender: "", recipient: bad) == nil)
            #expect(Envelope(helo: bad, sender: "", recipient: "r") == nil)
        }
        #expect(Envelope(helo: "h", sender: "", recipient: "r@x") != nil)
        #expect(Envelope(helo: "h", sender: "", recipient: "") == nil)
    }
}
