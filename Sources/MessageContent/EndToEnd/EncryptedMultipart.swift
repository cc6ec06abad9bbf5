/// Whether the body of a multipart/encrypted is what RFC 3156, section 4, says, with nothing readable beside.
///
/// - Before the first part: at most ``ContentLimits/preamble`` octets, for the sentence that mail programs write there.
/// - First part: application/pgp-encrypted with `Version: 1`.
/// - Second part: application/octet-stream with an armored message that is encrypted.
/// - No third part; behind the parts nothing but blank lines.
struct EncryptedMultipart {
    private enum Place {
        case preamble(Int)
        case partHeader
        case control
        case data
        case epilogue
    }

    private let delimiter: [UInt8]
    private var place = Place.preamble(0)
    private var lines = LineBuffer()
    private var parts = 0
    private var partHeader: [UInt8] = []
    private var decoder = TransferDecoder.identity
    private var control: [UInt8] = []
    private var message = ArmoredMessage()
    private var isEncrypted = false

    init(boundary: [UInt8]) { delimiter = Array("--".utf8) + boundary }

    /// Takes more of the body.
    ///
    /// - Returns: false where it cannot be that.
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

    /// Ends the body.
    ///
    /// - Returns: Whether it was that, the line behind the last part included.
    mutating func finish() -> Bool {
        guard readLine(lines.takeRest()), case .epilogue = place else { return false }
        return isEncrypted
    }

    private mutating func readLine(_ line: [UInt8]) -> Bool {
        if line.isEmpty { return true }
        if case .epilogue = place { return line.trimmed.isEmpty }
        // RFC 2046, section 5.1.1: a line that begins with the delimiter is one, whatever follows; what follows other than
        // blanks, some readers take for content.
        if line.starts(with: delimiter) { return readDelimiter(line.dropFirst(delimiter.count).trimmed) }
        switch place {
        case .preamble(let size):
            place = .preamble(size + line.count)
            return size + line.count <= ContentLimits.preamble
        case .partHeader:
            partHeader += line
            return line.trimmed.isEmpty ? beginPart() : partHeader.count <= ContentLimits.partHeader
        case .control:
            guard decoder.decode(line.span) else { return false }
            control += decoder.decoded.octets
            return control.count <= ContentLimits.controlPart
        case .data:
            return decoder.decode(line.span) && message.read(decoder.decoded)
        case .epilogue: return true
        }
    }

    private mutating func readDelimiter(_ rest: ArraySlice<UInt8>) -> Bool {
        guard endPart() else { return false }
        if rest.isEmpty {
            parts += 1
            place = .partHeader
            return parts <= 2
        }
        place = .epilogue
        return parts == 2 && rest.elementsEqual("--".utf8)
    }

    private mutating func beginPart() -> Bool {
        guard let header = ContentHeader(block: partHeader) else { return false }
        partHeader.removeAll()
        switch (parts, header.claim) {
        case (1, .pgpControl(let decoder)):
            self.decoder = decoder
            place = .control
        case (2, .octets(let decoder)):
            self.decoder = decoder
            place = .data
        default: return false
        }
        return true
    }

    private mutating func endPart() -> Bool {
        switch place {
        case .preamble: return true
        case .partHeader, .epilogue: return false
        case .control: return decoder.isComplete && Self.isVersion1(control)
        case .data:
            isEncrypted = decoder.isComplete && message.finish()
            return isEncrypted
        }
    }

    /// RFC 3156, section 4: the control information is a field `Version: 1`, and nothing else is needed.
    private static func isVersion1(_ octets: [UInt8]) -> Bool {
        let words = octets.split { $0.isBlank || $0 == UInt8(ascii: ":") }.map { String(decoding: $0, as: UTF8.self) }
        return words.map(\.lowercasedASCII) == ["version", "1"] && octets.count { $0 == UInt8(ascii: ":") } == 1
    }
}

extension ContentHeader {
    /// Reads the header of a body part (RFC 2045, section 3), with its line ends.
    ///
    /// - Returns: nil where a line is no field.
    fileprivate init?(block: [UInt8]) {
        self.init()
        var fields: [[UInt8]] = []
        for line in block.split(separator: UInt8(ascii: "\n")) where !line.trimmed.isEmpty {
            if line.first == 0x20 || line.first == 0x09 {
                guard !fields.isEmpty else { return nil }
                fields[fields.count - 1] += Array(line)
            } else {
                fields.append(Array(line))
            }
        }
        for field in fields {
            guard let colon = field.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
            take(
                name: String(decoding: field[..<colon].trimmed, as: UTF8.self),
                value: Array(field[(colon + 1)...].trimmed).span
            )
        }
    }
}
