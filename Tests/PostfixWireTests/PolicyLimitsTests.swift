import PostfixWire
import Testing

struct PolicyLimitsTests {
    private static let request = "request=smtpd_access_policy"

    @Test func `a line of 16,384 octets is read, one of 16,385 is refused`() throws {
        let value = String(repeating: "a", count: 16_384 - "sender=".utf8.count)
        #expect(try ReadRequest(lines: [Self.request, "sender=" + value])[.sender] == value)
        #expect(throws: MalformedRequest.lineTooLong(line: 2)) {
            try ReadRequest(lines: [Self.request, "sender=a" + value])
        }
    }

    @Test func `128 attributes are read, 129 are refused`() throws {
        let extras = (2...127).map { "new\($0)=\($0)" }
        let lines = [Self.request] + extras + ["sender=a@b.example"]
        #expect(try ReadRequest(lines: lines)[.sender] == "a@b.example")
        #expect(throws: MalformedRequest.tooManyAttributes) { try ReadRequest(lines: lines + ["new=1"]) }
        #expect(throws: MalformedRequest.tooManyAttributes) {
            try ReadRequest(lines: Array(repeating: Self.request, count: 129))
        }
    }

    @Test func `a request of 65,536 octets is read, one of 65,537 is refused`() throws {
        let lines = [Self.request, "sender=a@b.example"] + (1...3).map { Self.extra($0, length: 16_383) }
        let rest = 65_536 - (lines.joined(separator: "\n") + "\n\n\n").utf8.count
        let fitting = lines + [Self.extra(4, length: rest)]
        #expect((fitting.joined(separator: "\n") + "\n\n").utf8.count == 65_536)
        #expect(try ReadRequest(lines: fitting)[.sender] == "a@b.example")
        #expect(throws: MalformedRequest.tooLarge) { try ReadRequest(lines: lines + [Self.extra(4, length: rest + 1)]) }
    }

    @Test func `addresses of 10,000 characters are read`() throws {
        let sender = String(repeating: "a", count: 9_980) + "@partner.example"
        let recipient = String(repeating: "b", count: 9_980) + "@example.com"
        let request = try ReadRequest(lines: [Self.request, "sender=" + sender, "recipient=" + recipient])
        #expect(request[.sender] == sender)
        #expect(request[.recipient] == recipient)
    }

    private static func extra(_ number: Int, length: Int) -> String {
        let name = "new\(number)="
        return name + String(repeating: "x", count: length - name.utf8.count)
    }
}
