import PostfixWire
import Testing

/// Where a request ends in a stream of octets, however the network cuts it.
extension PolicyRequestTests {
    private static let short = Array("a=1\nb=\n\n".utf8)

    @Test(arguments: ["postfix-3.7", "postfix-3.12"])
    func `a request is found at every split, and not before its end`(name: String) throws {
        let request = try RequestCase.request(name)
        for split in 0...request.count {
            let first = Array(request[..<split])
            #expect(PolicyRequest.length(in: first.span, searched: 0) == (split < request.count ? nil : request.count))
            #expect(Receiver.lengths(of: [request[..<split], request[split...]]) == [request.count])
        }
    }

    @Test func `two requests back to back are found at every split`() throws {
        let (one, other) = (try RequestCase.request("postfix-3.7"), try RequestCase.request("postfix-3.12"))
        let stream = one + other
        for split in 0...stream.count {
            #expect(Receiver.lengths(of: [stream[..<split], stream[split...]]) == [one.count, other.count])
        }
    }

    @Test func `two short requests are found at every two splits`() {
        let stream = Self.short + Array("sender=x\n\n".utf8)
        for first in 0...stream.count {
            for second in first...stream.count {
                let pieces = [stream[..<first], stream[first..<second], stream[second...]]
                #expect(Receiver.lengths(of: pieces) == [8, 10])
            }
        }
    }

    @Test(arguments: 1...7)
    func `requests that come in pieces of a few octets are found`(size: Int) throws {
        let stream = try RequestCase.request("postfix-3.7") + Self.short + RequestCase.request("postfix-3.12")
        let pieces = stride(from: 0, to: stream.count, by: size).map { stream[$0..<min($0 + size, stream.count)] }
        let expected = [try RequestCase.request("postfix-3.7").count, 8, try RequestCase.request("postfix-3.12").count]
        #expect(Receiver.lengths(of: pieces) == expected)
    }

    @Test func `an empty line without a request before it is a request of its own`() {
        #expect(Receiver.lengths(of: [Array("\n".utf8)[...]]) == [1])
        #expect(Receiver.lengths(of: [(Array("\n".utf8) + Self.short + Array("\n\n".utf8))[...]]) == [1, 8, 1, 1])
    }

    @Test func `every stream of ten octets is cut where its definition says, at every split`() {
        for pattern in 0..<1024 {
            let stream = (0..<10).map { UInt8(ascii: pattern >> $0 & 1 == 0 ? "a" : "\n") }
            let expected = Self.plainly(stream[...])
            for split in 0...10 {
                #expect(Receiver.lengths(of: [stream[..<split], stream[split...]]) == expected, "\(stream) \(split)")
            }
            #expect(Receiver.lengths(of: stream.indices.map { stream[$0...$0] }) == expected, "\(stream)")
        }
    }

    @Test(arguments: ["postfix-3.7", "postfix-3.12"])
    func `every beginning of a request can become one`(name: String) throws {
        let request = try RequestCase.request(name).dropLast()
        for end in 0...request.count {
            for searched in [0, end / 2, end] {
                #expect(throws: Never.self) {
                    try PolicyRequest.checkBeginning(Array(request.prefix(end)).span, searched: searched)
                }
            }
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\n", MalformedRequest.noEqualsSign(line: 1)), ("a=b\n=c\n", .noEqualsSign(line: 2)),
        ("a=b\nc=d\ne\nf=", .noEqualsSign(line: 3)), ("a=b\r", .controlCharacter), ("a=b\nc\u{1}", .controlCharacter),
    ])
    func `the end of what is no request is not waited for, however it comes`(text: String, error: MalformedRequest) {
        let octets = Array(text.utf8)
        #expect(throws: error) { try PolicyRequest.checkBeginning(octets.span, searched: 0) }
        #expect(throws: error) {
            for end in 1...octets.count {
                try PolicyRequest.checkBeginning(Array(octets.prefix(end)).span, searched: end - 1)
            }
        }
    }

    /// A request ends with its first empty line.
    private static func plainly(_ stream: ArraySlice<UInt8>) -> [Int] {
        var lengths: [Int] = []
        var start = stream.startIndex
        for index in stream.indices where stream[index] == UInt8(ascii: "\n") {
            if index == start || stream[index - 1] == UInt8(ascii: "\n") {
                lengths.append(index + 1 - start)
                start = index + 1
            }
        }
        return lengths
    }
}
