/// Whether OpenPGP packets are an encrypted message (RFC 9580, section 10.3): session keys, then encrypted data, no more.
///
/// Armor says `PGP MESSAGE` also of what is only signed or compressed; the packets tell.
struct PGPPackets {
    private enum Place {
        case tag
        case length(octets: [UInt8])
        case content(left: Int, isPartial: Bool)
        /// Content up to the end, however long (RFC 9580, section 4.2.2.4).
        case rest
    }

    private var place = Place.tag
    /// Whether the packet being read has the old format of its header (RFC 9580, section 4.2.2).
    private var oldLengthType: UInt8?
    private var isData = false
    private var hasData = false

    /// Takes more octets.
    ///
    /// - Returns: false where they cannot be an encrypted message.
    mutating func read(_ octets: Span<UInt8>) -> Bool {
        var index = 0
        while index < octets.count {
            switch place {
            case .tag:
                guard readTag(octets[index]) else { return false }
                index += 1
            case .length(let read):
                guard readLength(read + [octets[index]]) else { return false }
                index += 1
            case .content(let left, let isPartial):
                let passed = min(left, octets.count - index)
                index += passed
                enter(left - passed, isPartial)
            case .rest: return true
            }
        }
        return true
    }

    /// Whether the message may end here.
    var isComplete: Bool {
        switch place {
        case .tag: hasData
        case .rest: true
        case .length, .content: false
        }
    }

    /// Session key packets (1 by public key, 3 by passphrase) and markers (10, to be ignored), then one packet of encrypted
    /// data: 9, 18 with integrity protection, or 20, GnuPG's AEAD.
    private mutating func readTag(_ octet: UInt8) -> Bool {
        // RFC 9580, section 4.2: the first bit is always one, the second one tells the format.
        guard octet & 0x80 != 0, !hasData else { return false }
        let isNew = octet & 0x40 != 0
        let type = isNew ? octet & 0x3f : octet >> 2 & 0x0f
        oldLengthType = isNew ? nil : octet & 0x03
        isData = type == 9 || type == 18 || type == 20
        guard isData || type == 1 || type == 3 || type == 10 else { return false }
        hasData = isData
        place = .length(octets: [])
        if oldLengthType == 3 {
            guard isData else { return false }
            place = .rest
        }
        return true
    }

    /// RFC 9580, sections 4.2.1 (new format) and 4.2.2 (old).
    private mutating func readLength(_ octets: [UInt8]) -> Bool {
        let first = Int(octets[0])
        let needed =
            switch (oldLengthType, first) {
            case (.some(let type), _): 1 << Int(type)
            case (nil, ..<192): 1
            case (nil, ..<224): 2
            case (nil, ..<255): 1
            default: 5
            }
        guard octets.count == needed else {
            place = .length(octets: octets)
            return true
        }
        let number = octets.reduce(0) { $0 << 8 | Int($1) }
        if oldLengthType != nil || first < 192 {
            enter(number, false)
        } else if first < 224 {
            enter((first - 192) << 8 + Int(octets[1]) + 192, false)
        } else if first < 255 {
            // Only data may come in parts.
            guard isData else { return false }
            enter(1 << (first & 0x1f), true)
        } else {
            enter(number & 0xffff_ffff, false)
        }
        return true
    }

    private mutating func enter(_ left: Int, _ isPartial: Bool) {
        if left > 0 {
            place = .content(left: left, isPartial: isPartial)
        } else {
            place = isPartial ? .length(octets: []) : .tag
        }
    }
}
