import PostfixWire

/// A request together with the octets that it was read from.
struct ReadRequest {
    private let octets: [UInt8]
    private let request: PolicyRequest

    init(_ octets: [UInt8]) throws(MalformedRequest) {
        self.octets = octets
        request = try PolicyRequest(parsing: octets.span)
    }

    /// Reads lines; the empty line that ends a request is added.
    init(lines: [String]) throws(MalformedRequest) {
        try self.init(Array((lines.joined(separator: "\n") + "\n\n").utf8))
    }

    subscript(attribute: PolicyAttribute) -> String { request.text(attribute, in: octets.span) }

    func octets(of attribute: PolicyAttribute) -> [UInt8] {
        let value = request.value(attribute, in: octets.span)
        return value.indices.map { value[$0] }
    }

    func number(_ attribute: PolicyAttribute) -> UInt64? { request.number(attribute, in: octets.span) }
}
