import Testing

@testable import MessageContent

struct PGPPacketsTests {
    /// Session keys (0xC1 by public key, 0xC3 by passphrase) and encrypted data (0xD2, 0xC9, 0xD4), new and old format.
    @Test(
        arguments: [
            [0xd2, 1, 0], [0xc9, 1, 0], [0xd4, 1, 0], [0xc1, 1, 0, 0xd2, 1, 0], [0xc3, 1, 0, 0xc1, 1, 0, 0xd2, 1, 0],
            [0xca, 3, 80, 71, 80, 0xd2, 1, 0], [0xc1, 1, 0, 0xca, 1, 0, 0xd2, 1, 0], [0x84, 1, 0, 0xa4, 1, 0],
            [0x85, 0, 1, 0, 0xd2, 1, 0], [0x86, 0, 0, 0, 1, 0, 0xd2, 1, 0], [0xa7, 1, 2, 3, 4],
            [0xd2, 0xff, 0, 0, 0, 1, 0], [0xd2, 0xe0, 0, 0xe1, 1, 2, 1, 0], [0xd2, 0xe0, 0, 0],
        ] as [[UInt8]]
    )
    func `session keys and encrypted data are an encrypted message`(octets: [UInt8]) {
        #expect(Self.areEncrypted(octets))
    }

    @Test(
        arguments: [
            [], [0xc1, 1, 0], [0xd2], [0xd2, 2, 0], [0xd2, 0xe0, 0], [0xd2, 0xff, 0, 0, 1],
            // Not the first packet, another one behind: literal, compressed, signature, one-pass signature, padding, marker.
            [0xcb, 1, 0], [0xc8, 1, 0], [0xc2, 1, 0], [0xc4, 1, 0], [0xd5, 1, 0], [0xcb, 1, 0, 0xd2, 1, 0],
            [0xc1, 1, 0, 0xcb, 1, 0], [0xd2, 1, 0, 0xcb, 1, 0], [0xd2, 1, 0, 0xd2, 1, 0], [0xd2, 1, 0, 0xca, 1, 0],
            [0xac, 1, 0], [0xaf, 1, 0], [0xa3, 1, 0],
            // Only data comes in parts or without a length; the first bit is always one.
            [0xc1, 0xe0, 0, 0, 0xd2, 1, 0], [0x87, 1, 0], [0x52, 1, 0], [0xc1, 1, 0, 0x52, 1, 0],
        ] as [[UInt8]]
    )
    func `other packets are not`(octets: [UInt8]) {
        #expect(!Self.areEncrypted(octets))
    }

    @Test(
        arguments: [(191, [191]), (192, [192, 0]), (8_383, [223, 255]), (70_000, [255, 0, 1, 17, 112])]
            as [(Int, [UInt8])]
    )
    func `lengths are read in all their forms`(length: Int, octets: [UInt8]) {
        let content = [UInt8](repeating: 0xcb, count: length)
        #expect(Self.areEncrypted([0xc1] + octets + content + [0xd2] + octets + content))
        #expect(!Self.areEncrypted([0xd2] + octets + content.dropLast()))
        #expect(!Self.areEncrypted([0xd2] + octets + content + [0xcb]))
    }

    private static func areEncrypted(_ octets: [UInt8]) -> Bool {
        var packets = PGPPackets()
        return packets.read(octets.span) && packets.isComplete
    }
}
