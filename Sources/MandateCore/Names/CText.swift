extension Sequence<CChar> {
    /// What C code has written into a buffer: the octets before the first NUL, as text.
    package var text: String {
        String(decoding: prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
