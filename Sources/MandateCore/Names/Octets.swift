extension Span<UInt8> {
    /// The octets as text; what is no UTF-8 becomes U+FFFD.
    package var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}
