import FuzzSupport

/// What journald reads (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/): `NAME=VALUE` and a line end, or the name, a line end, the
/// length of the value in eight octets, the value and a line end.
enum NativeProtocol {
    /// The fields of one entry, as `NAME=VALUE`.
    static func fields(_ octets: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var rest = octets[...]
        while let end = rest.firstIndex(of: 0x0a) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.contains(UInt8(ascii: "=")) {
                fields.append(Array(line))
                continue
            }
            promise(!line.isEmpty && rest.count >= 8, "the entry ends in a field")
            let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(8)
            promise(rest.count > length && rest[rest.startIndex + length] == 0x0a, "a length of \(length) is wrong")
            fields.append(Array(line) + [UInt8(ascii: "=")] + rest.prefix(length))
            rest = rest.dropFirst(length + 1)
        }
        promise(rest.isEmpty, "\(rest.count) octets are behind the entry")
        return fields
    }
}
