internal import MandateCore

/// The end of a journal's chain: what a remote log has to keep, so that not even root can rewrite the journal unseen.
package struct ChainHead: Hashable, Sendable, CustomStringConvertible {
    /// How many entries the chain has had.
    package let sequence: UInt64
    /// SHA-256 over the last entry and its predecessor's.
    package let hash: [UInt8]

    /// Before the first entry.
    static let none = ChainHead(sequence: 0, hash: [UInt8](repeating: 0, count: 32))

    init(sequence: UInt64, hash: [UInt8]) {
        self.sequence = sequence
        self.hash = hash
    }

    /// Reads the link that an entry keeps: eight octets of its number, 32 of its hash. nil also for a number that no chain reaches,
    /// so that there always is a next.
    init?(link: [UInt8]) {
        guard link.count == 40, link[0] < 0x80 else { return nil }
        sequence = link.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        hash = Array(link.dropFirst(8))
    }

    /// Reads `SEQUENCE:HASH`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = UInt64(parts[0]), parts[1].utf8.count == 64,
            parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        var hash: [UInt8] = []
        var rest = parts[1]
        while !rest.isEmpty {
            guard let octet = UInt8(rest.prefix(2), radix: 16) else { return nil }
            hash.append(octet)
            rest = rest.dropFirst(2)
        }
        self.init(sequence: sequence, hash: hash)
    }

    /// `SEQUENCE:HASH`, the hash in hexadecimal.
    package var description: String {
        "\(sequence):" + hash.hexadecimal
    }

    /// What the entry keeps.
    var link: [UInt8] {
        var link: [UInt8] = []
        link.append(bigEndian: sequence)
        return link + hash
    }

    /// The head after one more entry.
    ///
    /// - Parameter content: All that the entry holds, in a form that no two entries share.
    func next(_ content: ChainContent) -> ChainHead {
        let sequence = sequence + 1
        var text = hash
        text.reserveCapacity(hash.count + 8 + content.octets.count)
        text.append(bigEndian: sequence)
        text += content.octets
        return ChainHead(sequence: sequence, hash: SHA256Digest.octets(of: text))
    }
}
