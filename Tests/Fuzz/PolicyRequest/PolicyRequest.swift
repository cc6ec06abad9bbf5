import FuzzSupport
import PostfixWire

/// Reads the octets as policy requests, one behind the other, and holds each against the plainest reading of
/// SMTPD_POLICY_README: lines up to an empty one, the first `=` of a line, no attribute with two values.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var rest = octets(start, count)[...]
    checkCuts(Array(rest))
    while let length = PlainRequest.length(Array(rest)) {
        let request = Array(rest.prefix(length))
        promise(PolicyRequest.length(in: request.span, searched: 0) == length, "the request ends at \(length)")
        check(request)
        rest = rest.dropFirst(length)
    }
    promise(PolicyRequest.length(in: Array(rest).span, searched: 0) == nil, "the request is not complete")
    return 0
}

/// Where a request ends does not depend on how it comes.
private func checkCuts(_ octets: [UInt8]) {
    let whole = PolicyRequest.length(in: octets.span, searched: 0)
    var received: [UInt8] = []
    for piece in pieces(octets) {
        let searched = received.count
        received += piece
        guard let length = PolicyRequest.length(in: received.span, searched: searched) else { continue }
        promise(length == whole, "cut, the request ends at \(length); whole, at \(whole ?? -1)")
        return
    }
    promise(whole == nil, "cut, the request never ends; whole, at \(whole ?? -1)")
}

private func check(_ octets: [UInt8]) {
    let expected = PlainRequest(octets)
    do throws(MalformedRequest) {
        let request = try PolicyRequest(parsing: octets.span)
        promise(expected != nil, "a malformed request was taken")
        for attribute in PolicyAttribute.allCases {
            let value = request.value(attribute, in: octets.span)
            let found = (0..<value.count).map { value[$0] }
            promise(found == expected?.values["\(attribute.name)"] ?? [], "\(attribute.name) is \(found)")
            let number = request.number(attribute, in: octets.span)
            let plain = found.isEmpty || !found.allSatisfy { 0x30...0x39 ~= $0 }
            promise(number == (plain ? nil : UInt64(String(decoding: found, as: UTF8.self))), "\(attribute.name)")
        }
    } catch {
        promise(expected == nil, "a proper request was refused: \(error)")
        promise("\(error)".isOneLine || "\(error)".utf8.contains(0x7f) == false, "the reason is a line of text")
    }
}

/// A request, read in the plainest way.
private struct PlainRequest {
    private(set) var values: [String: [UInt8]] = [:]

    /// The length of the first request: up to a line that is empty.
    static func length(_ octets: [UInt8]) -> Int? {
        octets.indices.first { octets[$0] == 0x0a && ($0 == 0 || octets[$0 - 1] == 0x0a) }.map { $0 + 1 }
    }

    /// - Returns: nil where the request is malformed (DESIGN.md, section 5).
    init?(_ octets: [UInt8]) {
        guard octets.count <= PolicyLimits.requestSize,
            octets.allSatisfy({ $0 == 0x0a || $0 >= 0x20 && $0 != 0x7f })
        else { return nil }
        let lines = octets.dropLast(octets.count == 1 ? 1 : 2).split(
            separator: 0x0a,
            omittingEmptySubsequences: false
        ).filter { !$0.isEmpty }
        guard lines.count <= PolicyLimits.attributes else { return nil }
        var all: [[UInt8]: [UInt8]] = [:]
        for line in lines {
            guard line.count <= PolicyLimits.lineLength, let equals = line.firstIndex(of: UInt8(ascii: "=")),
                equals > line.startIndex
            else { return nil }
            let (name, value) = (Array(line[..<equals]), Array(line[(equals + 1)...]))
            guard all[name] == nil || all[name] == value else { return nil }
            all[name] = value
        }
        for (name, value) in all { values[String(decoding: name, as: UTF8.self)] = value }
        guard values["request"] == Array("smtpd_access_policy".utf8), areNumbers else { return nil }
    }

    private var areNumbers: Bool {
        [("recipient_count", UInt64.max), ("size", .max), ("encryption_keysize", PolicyLimits.keySize)].allSatisfy {
            guard let value = values[$0.0], !value.isEmpty else { return true }
            guard value.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt64(String(decoding: value, as: UTF8.self))
            else { return false }
            return number <= $0.1
        }
    }
}
