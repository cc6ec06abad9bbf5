internal import Glibc

/// A request of the Postfix policy delegation protocol (SMTPD_POLICY_README): lines `name=value`, ended by an empty line.
///
/// The request holds the places of the values, not copies: it is read together with the octets that it was parsed from.
package struct PolicyRequest: Sendable {
    /// Where a value stands; an attribute that is not there is empty.
    private struct Place {
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    private var places = InlineArray<32, Place>(repeating: Place())

    /// The length of the first request in a stream of octets, with the empty line that ends it.
    ///
    /// - Parameters:
    ///   - octets: What has been received.
    ///   - searched: How many of the octets an earlier call has searched in vain.
    /// - Returns: nil where the request is not complete yet.
    package static func length(in octets: Span<UInt8>, searched: Int) -> Int? {
        if octets.count > 0, octets[0] == UInt8(ascii: "\n") { return 1 }
        var index = max(1, searched)
        while index < octets.count {
            // The end of a request is an "\n" behind an "\n": looking at every second octet is enough to find one of them.
            if octets[index] == UInt8(ascii: "\n") {
                if octets[index - 1] == UInt8(ascii: "\n") { return index + 1 }
                if index + 1 < octets.count, octets[index + 1] == UInt8(ascii: "\n") { return index + 2 }
            }
            index += 2
        }
        return nil
    }

    /// Looks at what is no whole request yet: whether it can become one.
    ///
    /// - Parameters:
    ///   - octets: What has been received.
    ///   - searched: How many of the octets an earlier call has found in order.
    /// - Throws: ``MalformedRequest``: its end need not be waited for.
    package static func checkBeginning(_ octets: Span<UInt8>, searched: Int) throws(MalformedRequest) {
        guard !hasControlCharacter(octets.extracting(searched..<octets.count)) else { throw .controlCharacter }
        guard measure(octets, from: searched).end < octets.count else { return }
        var start = searched
        while start > 0, octets[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        while start < octets.count {
            let (equals, end) = measure(octets, from: start)
            guard end < octets.count else { return }
            guard let equals, equals > start else {
                var line = 1
                for index in 0..<start where octets[index] == UInt8(ascii: "\n") { line += 1 }
                throw .noEqualsSign(line: line)
            }
            start = end + 1
        }
    }

    /// Reads a complete request.
    ///
    /// - Parameter octets: The request with the empty line that ends it.
    /// - Throws: ``MalformedRequest``. Such a request must not be answered: Postfix then takes its default action.
    package init(parsing octets: Span<UInt8>) throws(MalformedRequest) {
        guard octets.count <= PolicyLimits.requestSize else { throw .tooLarge }
        guard !Self.hasControlCharacter(octets) else { throw .controlCharacter }
        var extras: [Range<Int>] = []
        var attributes = 0
        var start = 0
        while octets[start] != UInt8(ascii: "\n") {
            let (equals, end) = Self.measure(octets, from: start)
            attributes += 1
            guard end - start <= PolicyLimits.lineLength else { throw .lineTooLong(line: attributes) }
            guard attributes <= PolicyLimits.attributes else { throw .tooManyAttributes }
            guard let equals, equals > start else { throw .noEqualsSign(line: attributes) }
            if let attribute = PolicyAttribute.find(octets.extracting(start..<equals), guess: attributes - 1) {
                try take(attribute, from: equals + 1, to: end, in: octets)
            } else {
                try Self.takeExtra(start..<end, nameEnd: equals, in: octets, among: &extras)
            }
            start = end + 1
        }
        guard value(.request, in: octets).isText("smtpd_access_policy") else { throw .notAnAccessPolicyRequest }
    }

    /// The octets of an attribute's value; empty where the request does not have it.
    @_lifetime(copy octets)
    package func value(_ attribute: PolicyAttribute, in octets: Span<UInt8>) -> Span<UInt8> {
        let place = places[attribute.rawValue]
        return octets.extracting(Int(place.start)..<Int(place.end))
    }

    /// An attribute's value as text; octets that are no UTF-8 become U+FFFD.
    package func text(_ attribute: PolicyAttribute, in octets: Span<UInt8>) -> String {
        value(attribute, in: octets).text
    }

    /// An attribute that is a number; nil where it is empty or not there.
    package func number(_ attribute: PolicyAttribute, in octets: Span<UInt8>) -> UInt64? {
        value(attribute, in: octets).decimal
    }

    private mutating func take(
        _ attribute: PolicyAttribute,
        from start: Int,
        to end: Int,
        in octets: Span<UInt8>
    ) throws(MalformedRequest) {
        let place = places[attribute.rawValue]
        if place.start != 0 {
            let isSame = value(attribute, in: octets).isEqual(to: octets.extracting(start..<end))
            guard isSame else { throw .repeatedAttribute("\(attribute.name)") }
        }
        if let largest = attribute.largestNumber, end > start {
            guard let number = octets.extracting(start..<end).decimal, number <= largest else {
                throw .badNumber("\(attribute.name)")
            }
        }
        places[attribute.rawValue] = Place(start: UInt32(start), end: UInt32(end))
    }

    /// Attributes of later Postfix versions: only that one is not given two values.
    private static func takeExtra(
        _ line: Range<Int>,
        nameEnd: Int,
        in octets: Span<UInt8>,
        among extras: inout [Range<Int>]
    ) throws(MalformedRequest) {
        let name = octets.extracting(line.lowerBound..<(nameEnd + 1))
        for other in extras {
            let line = octets.extracting(line)
            let earlier = octets.extracting(other)
            guard earlier.count >= name.count, earlier.extracting(0..<name.count).isEqual(to: name) else { continue }
            guard earlier.isEqual(to: line) else {
                throw .repeatedAttribute(name.extracting(0..<(name.count - 1)).text)
            }
        }
        extras.append(line)
    }

    /// The first `=` of a line, and its end.
    private static func measure(_ octets: Span<UInt8>, from start: Int) -> (equals: Int?, end: Int) {
        octets.withUnsafeBufferPointer { octets in
            let line = UnsafeBufferPointer(rebasing: octets[start...])
            let end = line.index(of: UInt8(ascii: "\n")) ?? line.count
            let equals = UnsafeBufferPointer(rebasing: line[..<end]).index(of: UInt8(ascii: "="))
            return (equals.map { start + $0 }, start + end)
        }
    }

    /// Looks at all octets without leaving early or branching, which the compiler turns into vector instructions.
    private static func hasControlCharacter(_ octets: Span<UInt8>) -> Bool {
        octets.withUnsafeBufferPointer { octets in
            var found: UInt8 = 0
            for octet in octets {
                let isControl: UInt8 = octet < 0x20 ? 1 : 0
                let isLineEnd: UInt8 = octet == 0x0a ? 1 : 0
                let isDelete: UInt8 = octet == 0x7f ? 1 : 0
                found |= (isControl ^ isLineEnd) | isDelete
            }
            return found != 0
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The first place of an octet, by memchr(3).
    fileprivate func index(of octet: UInt8) -> Int? {
        guard let baseAddress, let found = memchr(baseAddress, Int32(octet), count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }
}
