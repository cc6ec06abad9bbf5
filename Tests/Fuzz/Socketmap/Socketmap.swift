import FuzzSupport
import PostfixWire

/// Reads the octets as netstrings, one behind the other, and each as a socketmap request; written again they are the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = octets(start, count)
    var rest = all[...]
    while let length = check(Array(rest)) { rest = rest.dropFirst(length) }
    let encoded = Netstring.encode(all)
    promise(content(of: encoded, most: all.count) == all, "what is written is read")
    promise(content(of: encoded + all, most: all.count) == all, "what follows does not matter")
    promise(all.isEmpty || content(of: encoded, most: all.count - 1) == nil, "the limit holds")
    return 0
}

private func content(of octets: [UInt8], most: Int) -> [UInt8]? {
    guard let place = try? Netstring.find(in: octets.span, most: most) else { return nil }
    return Array(octets[place.content])
}

/// Checks the first netstring.
///
/// - Returns: Its length; nil where none is complete.
private func check(_ octets: [UInt8]) -> Int? {
    guard let whole = try? Netstring.find(in: octets.span, most: SocketmapLimits.requestSize) else {
        checkRefusal(octets)
        return nil
    }
    let content = Array(octets[whole.content])
    promise(Netstring.encode(content) == Array(octets.prefix(whole.length)), "a netstring has one way to be written")
    promise(whole.length <= SocketmapLimits.netstringSize, "a netstring of \(whole.length) octets is over the limit")
    for cut in [0, 1, whole.content.lowerBound, whole.length / 2, whole.length - 1] where cut < whole.length {
        promise(isIncomplete(Array(octets.prefix(cut))), "\(cut) octets of it are no more than its beginning")
    }
    let request = SocketmapRequest(parsing: content.span)
    let parts = content.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
    promise(Array(content[request.map]) == Array(parts[0]), "the map's name ends at the first blank")
    promise(request.key.map { Array(content[$0]) } == (parts.count == 2 ? Array(parts[1]) : nil), "the key is the rest")
    return whole.length
}

private func isIncomplete(_ octets: [UInt8]) -> Bool {
    do throws(Netstring.Malformed) {
        return try Netstring.find(in: octets.span, most: SocketmapLimits.requestSize) == nil
    } catch {
        return false
    }
}

/// What is refused stays refused, whatever follows; what is not complete is the beginning of a netstring.
private func checkRefusal(_ octets: [UInt8]) {
    let digits = octets.prefix { 0x30...0x39 ~= $0 }
    if isIncomplete(octets) {
        promise(digits.count == octets.count || octets[digits.count] == UInt8(ascii: ":"), "it begins with a length")
        promise(octets.count < SocketmapLimits.netstringSize, "\(octets.count) octets are waited with")
    } else {
        promise(
            content(of: octets + Array("0:,".utf8), most: SocketmapLimits.requestSize) == nil,
            "refused, then taken"
        )
    }
}
