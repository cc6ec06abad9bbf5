/// The addresses of all From fields of a message.
package struct FromAddresses {
    /// As ``HeaderAddresses/read(_:)`` has them; empty where a field could not be read.
    package private(set) var addresses: [String] = []
    /// Whether a field is over a limit or cannot be read: an agreement by `header-from` may be evaded by it.
    package private(set) var areUnreadable = false

    package init() {}

    /// Reads one field's value.
    package mutating func take(_ value: Span<UInt8>) {
        guard !areUnreadable else { return }
        let (found, areAll) = HeaderAddresses.read(value)
        addresses += found
        if !areAll || addresses.count > Self.most {
            areUnreadable = true
            addresses.removeAll()
        }
    }

    /// Addresses that a message may have; a message has one field (RFC 5322, section 3.6), with one or two.
    private static let most = 500
}
