/// Finds the end of a BER element without keeping it, and that nothing but line ends follow.
struct BERExtent {
    /// The octets of a header that is not complete yet.
    private var header: [UInt8] = []
    /// Octets of content still to pass over.
    private var left = 0
    /// Open elements of indefinite length.
    private var depth = 0

    /// Whether the element has ended.
    private(set) var isComplete = false

    /// Takes more octets.
    ///
    /// - Returns: false where they are not BER, or something follows the element.
    mutating func read(_ octets: Span<UInt8>) -> Bool {
        var index = 0
        while index < octets.count {
            if isComplete {
                guard octets[index].isBlank else { return false }
                index += 1
            } else if left > 0 {
                let passed = min(left, octets.count - index)
                left -= passed
                index += passed
                endContent()
            } else {
                header.append(octets[index])
                index += 1
                guard readHeader() else { return false }
            }
        }
        return true
    }

    private mutating func readHeader() -> Bool {
        switch BERHeader.read(header.span) {
        case .incomplete: return true
        case .malformed: return false
        case .header(let read):
            header.removeAll(keepingCapacity: true)
            if read.identifier == 0 {
                // X.690, section 8.1.5: the end of the innermost element of indefinite length.
                guard depth > 0, read.length == 0 else { return false }
                depth -= 1
                endContent()
            } else if let length = read.length {
                left = length
                endContent()
            } else {
                depth += 1
            }
            return depth <= ContentLimits.nesting
        }
    }

    private mutating func endContent() { isComplete = left == 0 && depth == 0 }
}
