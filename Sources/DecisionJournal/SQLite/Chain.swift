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

    /// Reads the link that an entry keeps: eight octets of its number, 32 of its hash.
    init?(link: [UInt8]) {
        guard link.count == 40 else { return nil }
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
    var link: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * $0)) } + hash }

    /// The head after one more entry.
    ///
    /// - Parameter content: All that the entry holds, in a form that no two entries share.
    func next(_ content: ChainContent) -> ChainHead {
        let sequence = sequence + 1
        var text = hash
        text.reserveCapacity(hash.count + 8 + content.octets.count)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            text.append(UInt8(truncatingIfNeeded: sequence >> shift))
        }
        text += content.octets
        return ChainHead(sequence: sequence, hash: SHA256Digest.octets(of: text))
    }
}

/// The octets of an entry that its hash is over: the kind of entry, then each column with its type and its length before it. A
/// value of another type is another value: SQLite would not find it by what is asked for.
struct ChainContent {
    enum Kind: UInt8 {
        case decision = 1
        case gap, completion, prune
    }

    private(set) var octets: [UInt8] = []

    init(_ kind: Kind) {
        octets.reserveCapacity(700)
        octets.append(kind.rawValue)
    }

    mutating func append(_ number: Int64) {
        append(marker: 1)
        appendOctets(of: number)
    }

    mutating func append(_ number: Double) {
        append(marker: 3)
        appendOctets(of: Int64(bitPattern: number.bitPattern))
    }

    mutating func append(text: UnsafeRawBufferPointer) { append(text, marker: 2) }

    mutating func append(octets: UnsafeRawBufferPointer) { append(octets, marker: 4) }

    mutating func appendNull() { append(marker: 0) }

    private mutating func append(_ text: UnsafeRawBufferPointer, marker: UInt8) {
        append(marker: marker)
        let count = UInt32(clamping: text.count)
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            octets.append(UInt8(truncatingIfNeeded: count >> shift))
        }
        octets.append(contentsOf: text)
    }

    private mutating func appendOctets(of number: Int64) {
        for shift in stride(from: Int64(56), through: 0, by: -8) {
            octets.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private mutating func append(marker: UInt8) { octets.append(marker) }
}
