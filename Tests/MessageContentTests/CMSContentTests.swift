@testable import MessageContent
import Testing

struct CMSContentTests {
    private static let enveloped: [UInt8] = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3]
    private static let version: [UInt8] = [0x02, 1, 0]

    @Test func `definite and indefinite lengths may be mixed`() {
        let inner = Self.version + [0x31, 0]
        for content in [[0x30, UInt8(inner.count)] + inner, [0x30, 0x80] + inner + [0, 0], [0x30, 0x81, UInt8(inner.count)] + inner] {
            for explicit in [[0xa0, UInt8(content.count)] + content, [0xa0, 0x80] + content + [0, 0]] {
                let body = Self.enveloped + explicit
                for message in [[0x30, UInt8(body.count)] + body, [0x30, 0x80] + body + [0, 0], [0x30, 0x82, 0, UInt8(body.count)] + body] {
                    #expect(Self.isEnveloped(message))
                    #expect(Self.isEnveloped(message + [0x0d, 0x0a]))
                    #expect(!Self.isEnveloped(message + [0x41]))
                    #expect(!Self.isEnveloped(message + [0, 0]))
                    for length in 0..<message.count { #expect(!Self.isEnveloped(Array(message[..<length]))) }
                }
            }
        }
    }

    /// Each octet of the five headers and of the type counts.
    @Test func `a beginning that differs in any octet of its form is another content`() {
        let content = Self.enveloped + [0xa0, 0x80, 0x30, 0x80] + Self.version + [0, 0, 0, 0]
        let message = [0x30, 0x80] + content + [0, 0]
        #expect(Self.isEnveloped(message))
        for place in [0] + Array(2...13) + [15, 17] {
            var changed = message
            changed[place] ^= 1
            #expect(!Self.isEnveloped(changed), "octet \(place)")
        }
    }

    @Test func `signed and other types are another content`() {
        for type: UInt8 in [1, 2, 4, 5, 6] {
            let message = [0x30, 0x80] + Self.enveloped.dropLast() + [type, 0xa0, 0x80, 0x30, 0x80] + Self.version + [0, 0, 0, 0, 0, 0]
            #expect(!Self.isEnveloped(message))
        }
    }

    @Test(
        arguments: [
            [0x30, 0x80, 0, 1], [0, 0], [0x04, 0x80], [0x30, 0xff], [0x30, 0x88, 0x7f, 0, 0, 0, 0, 0, 0, 0],
            [0x1f, 0x81, 0x81, 0x81, 0x81, 0x01, 0], [0x30, 0x80, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `what is no BER element has no end`(octets: [UInt8]) {
        var extent = BERExtent()
        let isPossible = extent.read(octets.span)
        #expect(!isPossible)
    }

    @Test(
        arguments: [
            [0x30, 0], [0x30, 0x80, 0, 0], [0x1f, 0x81, 0x01, 0], [0x04, 0x81, 1, 9], [0x30, 0x80, 0x24, 0x80, 4, 1, 9, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `a BER element ends where it says`(octets: [UInt8]) {
        var extent = BERExtent()
        for place in octets.indices {
            #expect(!extent.isComplete)
            let isPossible = extent.read(octets.span.extracting(place..<(place + 1)))
            #expect(isPossible)
        }
        #expect(extent.isComplete)
    }

    @Test func `32 open elements are followed, 33 are not`() {
        var extent = BERExtent()
        let first = extent.read(Array(repeating: [0x30, 0x80], count: 32).flatMap { $0 }.span)
        let second = extent.read([0x30, 0x80].span)
        #expect(first)
        #expect(!second)
    }

    private static func isEnveloped(_ octets: [UInt8]) -> Bool {
        var content = CMSContent()
        return content.read(octets.span) && content.isComplete
    }
}
