import Testing

@testable import MessageContent

struct CMSContentTests {
    private static let enveloped: [UInt8] = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3]
    private static let version: [UInt8] = [0x02, 1, 0]

    @Test func `lengths in all forms may be mixed, and nothing may be missing or follow`() {
        for content in Self.wrapped(0x30, Self.version + [0x31, 0]) {
            for explicit in Self.wrapped(0xa0, content) {
                for message in Self.wrapped(0x30, Self.enveloped + explicit) {
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
        let message = Self.message(type: Self.enveloped)
        #expect(Self.isEnveloped(message))
        for place in [0] + Array(2...13) + [15, 17] {
            var changed = message
            changed[place] ^= 1
            #expect(!Self.isEnveloped(changed), "octet \(place)")
        }
    }

    @Test(arguments: [1, 2, 4, 5, 6] as [UInt8])
    func `signed data and other types are another content`(last: UInt8) {
        #expect(!Self.isEnveloped(Self.message(type: Self.enveloped.dropLast() + [last])))
    }

    @Test(
        arguments: [
            [0x30, 0x80, 0, 1], [0, 0], [0x04, 0x80], [0x30, 0xff], [0x30, 0x88, 0x7f, 0, 0, 0, 0, 0, 0, 0],
            [0x1f, 0x81, 0x81, 0x81, 0x81, 0x01, 0], [0x30, 0x80, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `what is no BER element has no end`(octets: [UInt8]) {
        #expect(!Self.isPossible(octets))
    }

    @Test(
        arguments: [
            [0x30, 0], [0x30, 0x80, 0, 0], [0x1f, 0x81, 0x01, 0], [0x04, 0x81, 1, 9],
            [0x30, 0x80, 0x24, 0x80, 4, 1, 9, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `a BER element ends where it says`(octets: [UInt8]) {
        var extent = BERExtent()
        for octet in octets {
            #expect(!extent.isComplete)
            let one = [octet]
            let isPossible = extent.read(one.span)
            #expect(isPossible)
        }
        #expect(extent.isComplete)
    }

    @Test func `32 open elements are followed, 33 are not`() {
        let opened = [[UInt8]](repeating: [0x30, 0x80], count: 33).flatMap { $0 }
        #expect(Self.isPossible(Array(opened.dropLast(2))))
        #expect(!Self.isPossible(opened))
    }

    /// An element with its length in the short, a longer and the indefinite form.
    private static func wrapped(_ identifier: UInt8, _ content: [UInt8]) -> [[UInt8]] {
        let length = UInt8(content.count)
        let short: [UInt8] = [identifier, length]
        let long: [UInt8] = [identifier, 0x82, 0, length]
        let indefinite: [UInt8] = [identifier, 0x80]
        return [short + content, long + content, indefinite + content + [0, 0]]
    }

    private static func message(type: [UInt8]) -> [UInt8] {
        let begin: [UInt8] = [0x30, 0x80]
        let explicit: [UInt8] = [0xa0, 0x80, 0x30, 0x80]
        return begin + type + explicit + version + [UInt8](repeating: 0, count: 6)
    }

    private static func isEnveloped(_ octets: [UInt8]) -> Bool {
        var content = CMSContent()
        return content.read(octets.span) && content.isComplete
    }

    private static func isPossible(_ octets: [UInt8]) -> Bool {
        var extent = BERExtent()
        return extent.read(octets.span)
    }
}
