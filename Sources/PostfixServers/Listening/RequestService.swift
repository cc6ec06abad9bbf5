package import NIOCore

/// What answers the requests of one protocol: a mail server sends one and waits for its answer.
package protocol RequestService: Sendable {
    associatedtype Malformed: Error & CustomStringConvertible

    /// Octets in a request; a larger one is malformed.
    static var requestSize: Int { get }
    static var tooLarge: Malformed { get }
    /// The protocol's name, for the log.
    static var name: String { get }

    /// How many octets the first request has; nil: it is not complete.
    ///
    /// - Parameter searched: How many octets have been looked at before.
    static func length(in octets: Span<UInt8>, searched: Int) throws(Malformed) -> Int?

    /// Answers one request.
    ///
    /// - Throws: It must get no answer.
    func answer(_ request: Span<UInt8>) throws(Malformed) -> RequestAnswer
}

/// What is sent for a request, or how it comes about.
package enum RequestAnswer {
    case send(ByteBuffer)
    /// The answer comes later: the handler is given a function to call with it, on any thread.
    case wait((@escaping @Sendable (ByteBuffer) -> Void) -> Void)
}
