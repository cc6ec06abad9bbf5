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
        octets.append(1)
        octets.append(bigEndian: number)
    }

    mutating func append(_ number: Double) {
        octets.append(3)
        octets.append(bigEndian: number.bitPattern)
    }

    mutating func append(text: UnsafeRawBufferPointer) { append(text, marker: 2) }

    mutating func append(octets: UnsafeRawBufferPointer) { append(octets, marker: 4) }

    mutating func appendNull() { octets.append(0) }

    private mutating func append(_ text: UnsafeRawBufferPointer, marker: UInt8) {
        octets.append(marker)
        octets.append(bigEndian: UInt32(clamping: text.count))
        octets.append(contentsOf: text)
    }
}

extension [UInt8] {
    /// Appends a number, its most significant octet first.
    mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
