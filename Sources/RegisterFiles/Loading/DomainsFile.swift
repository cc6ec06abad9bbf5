import Foundation
internal import MandateCore

/// Reads a domains-file: one domain a line, `#` begins a comment. Made for a million lines.
enum DomainsFile {
    /// Reads a file's octets and claims its domains.
    ///
    /// - Parameters:
    ///   - octets: The file.
    ///   - claim: Claims one comparable name; returns what is wrong with that, if anything.
    static func read(
        _ octets: [UInt8],
        source: SourceFile,
        claim: (_ name: Span<UInt8>, _ below: Bool) -> String?
    ) {
        // A byte order mark is no part of the first name.
        var start = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 0
        var name: [UInt8] = []
        while start < octets.count {
            line += 1
            var end = start
            while end < octets.count, octets[end] != UInt8(ascii: "\n") { end += 1 }
            if let word = word(octets, start, end) {
                read(
                    octets[word],
                    into: &name,
                    at: Position(line: line, column: word.lowerBound - start + 1),
                    source,
                    claim
                )
            }
            start = end + 1
        }
    }

    /// The line without blanks around and without a comment; nil where nothing is left.
    private static func word(_ octets: [UInt8], _ start: Int, _ end: Int) -> Range<Int>? {
        var first = start
        while first < end, octets[first] <= 0x20 { first += 1 }
        var last = first
        while last < end, octets[last] != UInt8(ascii: "#") { last += 1 }
        while last > first, octets[last - 1] <= 0x20 { last -= 1 }
        return first < last ? first..<last : nil
    }

    private static func read(
        _ word: ArraySlice<UInt8>,
        into name: inout [UInt8],
        at position: Position,
        _ source: SourceFile,
        _ claim: (_ name: Span<UInt8>, _ below: Bool) -> String?
    ) {
        let below = word.starts(with: [UInt8(ascii: "*"), UInt8(ascii: ".")])
        if plain(word.dropFirst(below ? 2 : 0), into: &name) {
            if let problem = claim(name.span, below) { source.error(problem, at: position) }
            return
        }
        let text = String(decoding: word, as: UTF8.self)
        guard let pattern = source.reported(NameReading.pattern(text), at: position) else { return }
        if let problem = claim(pattern.name.text.utf8.span, pattern.below) { source.error(problem, at: position) }
    }

    /// Copies a name that needs no closer look, in lower case: letters and digits in labels of 1 to 63, hyphens inside them,
    /// and a last label that is not a number.
    ///
    /// - Returns: false where the name is to be read the slow way, which also says what is wrong with it.
    private static func plain(_ word: ArraySlice<UInt8>, into name: inout [UInt8]) -> Bool {
        name.removeAll(keepingCapacity: true)
        var label = 0
        var hasLetter = false
        var previous = UInt8(ascii: ".")
        for octet in word {
            switch octet {
            case 0x61...0x7a, 0x41...0x5a:
                hasLetter = true
                label += 1
            case 0x30...0x39:
                label += 1
            case UInt8(ascii: "-"):
                guard label > 0 else { return false }
                label += 1
            case UInt8(ascii: "."):
                guard label > 0, previous != UInt8(ascii: "-") else { return false }
                label = 0
                hasLetter = false
            default:
                return false
            }
            guard label <= 63 else { return false }
            previous = octet
            name.append(octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet)
        }
        return label > 0 && hasLetter && previous != UInt8(ascii: "-") && name.count <= 253
    }
}
