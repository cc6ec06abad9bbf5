internal import Glibc

/// Cuts a stream of octets into lines. Of a line longer than ``LogLimits/lineLength`` only its beginning is handed on.
struct LineSplitter {
    private var rest: [UInt8] = []
    /// The end of a line that is too long is still to come.
    private var isPassingOver = false

    /// Takes what was read, and hands on each line that is complete, without its end.
    mutating func take(_ chunk: UnsafeBufferPointer<UInt8>, _ body: (Span<UInt8>) throws -> Void) rethrows {
        var start = 0
        while start < chunk.count {
            let piece = UnsafeBufferPointer(rebasing: chunk[start...])
            guard let end = piece.index(of: UInt8(ascii: "\n")) else {
                keep(piece)
                return
            }
            let line = UnsafeBufferPointer(rebasing: piece[..<end])
            if rest.isEmpty, !isPassingOver {
                try body(line.span.extracting(first: LogLimits.lineLength))
            } else {
                keep(line)
                try body(rest.span)
                rest.removeAll(keepingCapacity: true)
                isPassingOver = false
            }
            start += end + 1
        }
    }

    /// A last line that no line end follows is one that is just being written: it is left for the next reader.
    private mutating func keep(_ piece: UnsafeBufferPointer<UInt8>) {
        let room = LogLimits.lineLength - rest.count
        rest.append(contentsOf: piece.prefix(room))
        isPassingOver = isPassingOver || piece.count > room
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The first place of an octet, by memchr(3).
    fileprivate func index(of octet: UInt8) -> Int? {
        guard let baseAddress, let found = memchr(baseAddress, Int32(octet), count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }
}
