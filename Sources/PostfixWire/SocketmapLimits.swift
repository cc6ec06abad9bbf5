/// How much a socketmap request and its answer may hold.
package enum SocketmapLimits {
    /// Octets in a request: map name, blank and key. Newer Postfix asks with at most 10,000 (dict_sockmap.c); a domain has 255.
    package static let requestSize = 10_000

    /// Octets in an answer: Postfix reads no more (dict_sockmap.c), and the mail waits.
    package static let replySize = 100_000

    /// Octets of a request with its length, colon and comma.
    package static let netstringSize = requestSize + 8
}
