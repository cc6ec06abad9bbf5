/// Whether a text is one armored PGP message (RFC 9580, section 6.2) that is encrypted, and nothing else but blank lines.
struct ArmoredMessage {
    private enum Place {
        case before
        /// Armor headers (RFC 9580, section 6.2.2), with the octets they have so far.
        case headers(Int)
        case data
        /// Behind the checksum (RFC 9580, section 6.1).
        case checksum
        case after
    }

    private var place = Place.before
    private var lines = LineBuffer()
    private var decoder = TransferDecoder.base64
    private var packets = PGPPackets()

    /// Takes more of the text.
    ///
    /// - Returns: false where it cannot be an encrypted message and nothing else.
    mutating func read(_ octets: Span<UInt8>) -> Bool {
        var index = 0
        do {
            while let line = try lines.take(octets, from: &index) {
                guard readLine(line) else { return false }
            }
            return true
        } catch {
            return false
        }
    }

    /// Ends the text.
    ///
    /// - Returns: Whether it was an encrypted message and nothing else.
    mutating func finish() -> Bool {
        guard readLine(lines.takeRest()), case .after = place else { return false }
        return decoder.isComplete && packets.isComplete
    }

    private mutating func readLine(_ line: [UInt8]) -> Bool {
        let line = line.trimmed
        switch place {
        case .before:
            if line.isEmpty { return true }
            place = .headers(0)
            return line.elementsEqual("-----BEGIN PGP MESSAGE-----".utf8)
        case .headers(let size):
            place = line.isEmpty ? .data : .headers(size + line.count)
            return line.isEmpty || size + line.count <= ContentLimits.armorHeader && Self.isHeader(line)
        case .data: return readData(line)
        case .checksum: return line.isEmpty || readEnd(line)
        case .after: return line.isEmpty
        }
    }

    private mutating func readData(_ line: ArraySlice<UInt8>) -> Bool {
        if line.first == UInt8(ascii: "-") { return readEnd(line) }
        if line.first == UInt8(ascii: "="), line.count == 5, line.dropFirst().allSatisfy(\.isBase64) {
            place = .checksum
            return true
        }
        // A line is shorter than a slice.
        return decoder.decode(Array(line).span) && packets.read(decoder.decoded)
    }

    private mutating func readEnd(_ line: ArraySlice<UInt8>) -> Bool {
        place = .after
        return line.elementsEqual("-----END PGP MESSAGE-----".utf8)
    }

    /// RFC 9580, section 6.2.2: `Name: value`, any name.
    private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return false }
        return line[..<colon].allSatisfy { 0x21...0x7e ~= $0 }
    }
}
