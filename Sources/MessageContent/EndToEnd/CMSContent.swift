/// Whether octets are one CMS message (RFC 5652) that is enveloped, and nothing else.
struct CMSContent {
    private var beginning: [UInt8] = []
    private var isEnveloped = false
    private var extent = BERExtent()

    /// Octets within which OID and version stand: 13 for the OID, 3 for the version, 9 for each of three headers, and reserve.
    private static let beginningSize = 64

    /// Takes more octets.
    ///
    /// - Returns: false where they cannot be an enveloped message.
    mutating func read(_ octets: Span<UInt8>) -> Bool {
        if !isEnveloped {
            let missing = Self.beginningSize - beginning.count
            beginning += octets.extracting(0..<min(missing, octets.count)).octets
            switch Self.readBeginning(beginning) {
            case .enveloped: isEnveloped = true
            case .other: return false
            case .undecided: if beginning.count == Self.beginningSize { return false }
            }
        }
        return extent.read(octets)
    }

    /// Whether the message is enveloped and ends here.
    var isComplete: Bool { isEnveloped && extent.isComplete }

    private enum Beginning { case enveloped, other, undecided }

    /// id-envelopedData, 1.2.840.113549.1.7.3 (RFC 5652, section 6.1), and id-ct-authEnvelopedData,
    /// 1.2.840.113549.1.9.16.1.23 (RFC 5083, section 2.1).
    private static let types: [[UInt8]] = [
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03],
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17],
    ]

    /// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT … } (RFC 5652, section 3), whose content
    /// is SEQUENCE { version INTEGER, … } in both types.
    private static func readBeginning(_ octets: [UInt8]) -> Beginning {
        var rest = octets[...]
        for expected: UInt8 in [0x30, 0x06, 0xa0, 0x30, 0x02] {
            guard case .header(let header) = BERHeader.read(Array(rest).span) else {
                return BERHeader.read(Array(rest).span) == .malformed ? .other : .undecided
            }
            guard header.identifier == expected else { return .other }
            rest = rest.dropFirst(header.size)
            guard expected == 0x06 || expected == 0x02 else { continue }
            guard let length = header.length, 1...11 ~= length else { return .other }
            guard rest.count >= length else { return .undecided }
            if expected == 0x06 {
                guard types.contains(Array(rest.prefix(length))) else { return .other }
            }
            rest = rest.dropFirst(length)
        }
        return .enveloped
    }
}
