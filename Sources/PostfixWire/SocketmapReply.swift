/// An answer of the socketmap protocol (socketmap_table(5)), as a netstring.
package struct SocketmapReply: Equatable, Sendable {
    /// The octets to send.
    package let octets: [UInt8]

    private init(_ text: String) { octets = Netstring.encode(Array(text.utf8)) }

    /// The key is found. A value is never empty: older Postfix takes that for not found, newer for an invalid policy.
    ///
    /// - Returns: nil for an empty value, one that is no line of text, or one that is longer than Postfix reads.
    package static func found(_ value: String) -> SocketmapReply? {
        guard !value.isEmpty, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }),
            value.utf8.count + 3 <= SocketmapLimits.replySize
        else { return nil }
        return SocketmapReply("OK \(value)")
    }

    /// Not in this map: later maps are asked.
    package static let notFound = SocketmapReply("NOTFOUND ")

    /// It cannot be known now: the mail waits.
    package static func temporary(_ reason: String) -> SocketmapReply { SocketmapReply("TEMP \(logged(reason))") }

    /// The request cannot be answered ever.
    package static func permanent(_ reason: String) -> SocketmapReply { SocketmapReply("PERM \(logged(reason))") }

    /// Postfix logs the first 200 characters of a reason.
    private static func logged(_ text: String) -> String { text.utf8.prefix(200).printable }
}
