/// The keys by which Postfix looks up the TLS policy of a next hop: `name`, `name:port`, `[name]`, `[name]:port`.
package enum NextHop {
    /// Where the name stands in a key: without brackets and port.
    ///
    /// A key that is none of the four forms is a name as a whole, and no agreement has such a name.
    package static func name(in key: Span<UInt8>) -> Range<Int> {
        guard key.count > 0 else { return 0..<0 }
        var colon = key.count
        while colon > 0, key[colon - 1] != UInt8(ascii: ":") { colon -= 1 }
        if key[0] == UInt8(ascii: "[") {
            var close = key.count
            while close > 0, key[close - 1] != UInt8(ascii: "]") { close -= 1 }
            let isWhole = close == key.count || colon == close + 1
            return close > 1 && isWhole ? 1..<close - 1 : 0..<key.count
        }
        return colon > 1 ? 0..<colon - 1 : 0..<key.count
    }

    /// The name in a key, without brackets and port.
    package static func name(of key: Substring) -> String {
        String(decoding: Array(key.utf8)[name(in: key.utf8.span)], as: UTF8.self)
    }
}
