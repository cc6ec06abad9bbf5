/// How much a policy request may hold. What is over a limit is malformed: it gets no answer.
package enum PolicyLimits {
    /// Octets in a request. Postfix sends about a thousand; a line of an SMTP client (line_length_limit) has at most 2,048, and
    /// four of the attributes come from there. 64 KiB leave room for addresses that only a test would send.
    package static let requestSize = 65_536

    /// Octets in one line, its line end excluded.
    package static let lineLength = 16_384

    /// Attributes in one request. Postfix 3.12 sends 33.
    package static let attributes = 128

    /// The largest session key in bits. No cipher of TLS has more than 256; a request that says otherwise is not believed.
    package static let keySize: UInt64 = 512
}
