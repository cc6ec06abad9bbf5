/// Finds the agreements that claim a domain: the exact name before the longest `*.` pattern.
///
/// One open-addressing table over one array of octets, so that a million domains stay below 120 bytes each and a look-up
/// costs the same for one agreement or thousands. A name is hashed from its last octet to its first: one pass over it gives the
/// hash of every parent domain on the way. Look-ups allocate nothing.
package struct DomainIndex: Sendable {
    /// The agreements that claim one name, by their index in the register. More than one only where their validity differs.
    package typealias Claims = [Int32]

    private struct Slot {
        /// The upper half of the name's hash, compared before the name itself.
        var tag: UInt32 = 0
        /// Where the name stands in `names`; 0 for an empty slot.
        var name: UInt32 = 0
        /// Index in `claims` for the name itself, and for all names below it; 0 for none.
        var exact: UInt32 = 0
        var below: UInt32 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 64)

    /// Each name as its length and its octets. RFC 1035, section 3.1: at most 255, so that the length fits one octet.
    private var names: [UInt8] = [0]

    /// The distinct combinations of claims; the first stands for none.
    private var claims: [Claims] = [[]]
    private var claimsIndex: [Claims: UInt32] = [[]: 0]

    /// Bit n is set where some `*.` pattern has n dots, so that parents no pattern can name are not looked up.
    private var patternDepths: UInt64 = 0

    /// The number of distinct names.
    package private(set) var count = 0

    package init() {}

    /// The longest name that the index can hold.
    package static let longestName = 255

    /// Adds a claim.
    ///
    /// - Parameters:
    ///   - name: A comparable name (see ``DomainName``) of 1 to 255 octets.
    ///   - below: Whether the claim is for all names below `name` instead of for `name`.
    ///   - agreement: The agreement's index in the register.
    /// - Returns: The claims on the same name or pattern that were there before.
    @discardableResult
    package mutating func insert(_ name: Span<UInt8>, below: Bool, agreement: Int32) -> Claims {
        precondition((1...Self.longestName).contains(name.count), "the caller has checked the length")
        if count * 4 >= slots.count * 3 { grow() }
        let position = place(name)
        if below { patternDepths |= 1 << UInt64(min(Self.dots(in: name), 63)) }
        let before = claims[Int(below ? slots[position].below : slots[position].exact)]
        guard !before.contains(agreement) else { return before }
        let after = index(of: before + [agreement])
        if below { slots[position].below = after } else { slots[position].exact = after }
        return before
    }

    /// The slot of a name, which is added where it is new.
    private mutating func place(_ name: Span<UInt8>) -> Int {
        var hash = Hash()
        for index in stride(from: name.count - 1, through: 0, by: -1) { hash.add(name[index]) }
        let position = position(hash, name, from: 0)
        guard slots[position].name == 0 else { return position }
        slots[position] = Slot(tag: hash.tag, name: UInt32(names.count))
        names.append(UInt8(name.count))
        for index in name.indices { names.append(name[index]) }
        count += 1
        return position
    }

    /// The slot that holds a name, or the empty one where it would stand.
    private func position(_ hash: Hash, _ name: Span<UInt8>, from start: Int) -> Int {
        var position = hash.position(in: slots.count)
        while slots[position].name != 0, !matches(slots[position], hash: hash, name, from: start, to: name.count) {
            position = (position + 1) & (slots.count - 1)
        }
        return position
    }

    /// Looks a name up and returns the first claim that is accepted, in the order exact, longest pattern, shorter patterns.
    ///
    /// - Parameters:
    ///   - domain: ASCII octets in any case, without a trailing dot, of any length.
    ///   - accept: Chooses among the agreements that claim a name, or refuses them all (nil), so that the next pattern is asked.
    package func first<Choice>(claiming domain: Span<UInt8>, accept: (Claims) -> Choice?) -> Choice? {
        var hash = Hash()
        var dots: UInt64 = 0
        var found: Choice?
        var index = domain.count
        while index > 0 {
            index -= 1
            let octet = domain[index].lowercasedASCII
            if octet == UInt8(ascii: ".") {
                if patternDepths & (1 << min(dots, 63)) != 0,
                    let slot = slot(hash, domain, from: index + 1), slot.below != 0,
                    let choice = accept(claims[Int(slot.below)])
                {
                    found = choice
                }
                dots += 1
            }
            hash.add(octet)
        }
        if let slot = slot(hash, domain, from: 0), slot.exact != 0, let choice = accept(claims[Int(slot.exact)]) {
            return choice
        }
        return found
    }

    /// Calls for every claim, in no order.
    ///
    /// - Parameter body: Is given the name, whether the claim is for all names below it, and the agreements that claim it.
    package func forEach(_ body: (_ name: String, _ below: Bool, _ claims: Claims) -> Void) {
        for slot in slots where slot.name != 0 {
            let first = Int(slot.name) + 1
            let name = String(decoding: names[first..<first + Int(names[first - 1])], as: UTF8.self)
            if slot.exact != 0 { body(name, false, claims[Int(slot.exact)]) }
            if slot.below != 0 { body(name, true, claims[Int(slot.below)]) }
        }
    }

    /// Returns the claims on a name, or on all names below it, alone.
    ///
    /// - Parameter name: A comparable name.
    func claims(on name: Span<UInt8>, below: Bool) -> Claims {
        var hash = Hash()
        for index in stride(from: name.count - 1, through: 0, by: -1) { hash.add(name[index]) }
        return slot(hash, name, from: 0).map { claims[Int(below ? $0.below : $0.exact)] } ?? []
    }

    /// The combinations of agreements that claim some name or pattern, each once.
    var combinations: [Claims] {
        var isClaimed = [Bool](repeating: false, count: claims.count)
        for slot in slots {
            isClaimed[Int(slot.exact)] = true
            isClaimed[Int(slot.below)] = true
        }
        return claims.indices.dropFirst().filter { isClaimed[$0] }.map { claims[$0] }
    }

    private func slot(_ hash: Hash, _ name: Span<UInt8>, from start: Int) -> Slot? {
        guard name.count - start <= Self.longestName else { return nil }
        let slot = slots[position(hash, name, from: start)]
        return slot.name == 0 ? nil : slot
    }

    private func matches(_ slot: Slot, hash: Hash, _ name: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        guard slot.tag == hash.tag, Int(names[Int(slot.name)]) == end - start else { return false }
        var stored = Int(slot.name) + 1
        for index in start..<end {
            guard names[stored] == name[index].lowercasedASCII else { return false }
            stored += 1
        }
        return true
    }

    private mutating func index(of combination: Claims) -> UInt32 {
        if let known = claimsIndex[combination] { return known }
        let index = UInt32(claims.count)
        claims.append(combination)
        claimsIndex[combination] = index
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.name != 0 {
            var hash = Hash()
            let first = Int(slot.name) + 1
            for index in stride(from: first + Int(names[first - 1]) - 1, through: first, by: -1) {
                hash.add(names[index])
            }
            var position = hash.position(in: slots.count)
            while slots[position].name != 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = slot
        }
    }

    private static func dots(in name: Span<UInt8>) -> Int {
        var dots = 0
        for index in name.indices where name[index] == UInt8(ascii: ".") { dots += 1 }
        return dots
    }
}

/// FNV-1a, 64 bit. The table is filled by the administrator and only searched by strangers, so no seed is needed.
private struct Hash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    mutating func add(_ octet: UInt8) { value = (value ^ UInt64(octet)) &* 0x100_0000_01b3 }

    var tag: UInt32 { UInt32(truncatingIfNeeded: value >> 32) }

    /// The slot at which a search begins, in a table whose size is a power of two.
    func position(in size: Int) -> Int { Int(truncatingIfNeeded: (value ^ value >> 29) & UInt64(size - 1)) }
}
