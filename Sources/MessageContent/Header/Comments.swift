/// Comments and quotation marks of structured header fields (RFC 5322, sections 3.2.2 and 3.2.4).
enum Comments {
    /// The octets with each comment replaced by a blank, which is what it means (RFC 5322, section 3.2.2).
    ///
    /// Comments nest; a backslash quotes the octet behind it; what stands in a quoted string is no comment. A parenthesis or
    /// quotation mark that nothing closes is taken as written, and so is all behind it.
    ///
    /// - Parameter keepsUnclosed: Whether what a parenthesis opens that nothing closes is kept.
    static func removed(from octets: [UInt8], keepsUnclosed: Bool = true) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            switch octets[index] {
            case UInt8(ascii: "("):
                guard let end = commentEnd(octets, from: index) else {
                    return keepsUnclosed ? kept + octets[index...] : kept
                }
                kept.append(0x20)
                index = end
            case UInt8(ascii: "\""):
                guard let end = quotedEnd(octets, from: index) else { return kept + octets[index...] }
                kept += octets[index..<end]
                index = end
            default:
                kept.append(octets[index])
                index += 1
            }
        }
        return kept
    }

    /// The inside of a quoted string where the octets are one from end to end, else the octets without blanks at the ends.
    static func unquoted(_ octets: [UInt8]) -> [UInt8] {
        let trimmed = Array(octets.trimmed)
        guard trimmed.first == UInt8(ascii: "\""), quotedEnd(trimmed, from: 0) == trimmed.count else { return trimmed }
        var inside: [UInt8] = []
        var isQuoted = false
        for octet in trimmed.dropFirst().dropLast() {
            if octet == UInt8(ascii: "\\"), !isQuoted {
                isQuoted = true
            } else {
                inside.append(octet)
                isQuoted = false
            }
        }
        return inside
    }

    /// The place behind the comment that begins at `start`.
    private static func commentEnd(_ octets: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < octets.count {
            switch octets[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The place behind the quoted string that begins at `start`.
    private static func quotedEnd(_ octets: [UInt8], from start: Int) -> Int? {
        var index = start + 1
        while index < octets.count {
            switch octets[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "\""): return index + 1
            default: break
            }
            index += 1
        }
        return nil
    }
}
