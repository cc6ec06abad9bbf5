/// The octets that libFuzzer hands to a target, as an array of their own: reading beyond them is seen by the address sanitizer.
///
/// - Parameter start: nil where there are none.
package func octets(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    // libFuzzer's octets live until the target returns; this is a copy.
    Array(UnsafeBufferPointer(start: start, count: count))
}

/// Pieces of octets as a network may cut them, the same for the same octets.
///
/// The sizes come from the octets themselves, so that libFuzzer decides where it is cut: from 1 to 256.
package func pieces(_ octets: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    while start < octets.count {
        let size = 1 + Int(octets[start] ^ octets[octets.count - 1 - start / 2])
        let end = min(start + size, octets.count)
        pieces.append(octets[start..<end])
        start = end
    }
    return pieces
}
