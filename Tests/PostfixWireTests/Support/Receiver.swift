import PostfixWire

/// Takes requests out of a stream of octets as a connection does: what was searched once is not searched again.
struct Receiver {
    private var received: [UInt8] = []
    private var searched = 0
    private(set) var lengths: [Int] = []

    /// The lengths of the requests in a stream that arrives in pieces.
    static func lengths(of pieces: [ArraySlice<UInt8>]) -> [Int] {
        var receiver = Receiver()
        for piece in pieces { receiver.receive(piece) }
        return receiver.lengths
    }

    private mutating func receive(_ piece: ArraySlice<UInt8>) {
        received += piece
        while let length = PolicyRequest.length(in: received.span, searched: searched) {
            lengths.append(length)
            received.removeFirst(length)
            searched = 0
        }
        searched = received.count
    }
}
