/// Puts lines together from octets that come in pieces.
struct LineBuffer {
    private var line: [UInt8] = []

    /// Takes octets up to the end of the line that is being read.
    ///
    /// - Parameters:
    ///   - octets: The octets at hand.
    ///   - start: Where to go on in them; moved behind what was taken.
    /// - Returns: The line with its line end (LF, with CR before it or not) once it is complete, else nil.
    /// - Throws: ``TooLong`` over ``ContentLimits/line`` octets.
    mutating func take(_ octets: Span<UInt8>, from start: inout Int) throws(TooLong) -> [UInt8]? {
        while start < octets.count {
            guard line.count < ContentLimits.line else { throw TooLong() }
            let octet = octets[start]
            start += 1
            line.append(octet)
            if octet == UInt8(ascii: "\n") { return takeRest() }
        }
        return nil
    }

    /// The last line, which has no line end; empty where there is none.
    mutating func takeRest() -> [UInt8] {
        let rest = line
        line.removeAll(keepingCapacity: true)
        return rest
    }

    /// A line has more octets than it may.
    struct TooLong: Error {}
}
