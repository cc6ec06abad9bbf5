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
