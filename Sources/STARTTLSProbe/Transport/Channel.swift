/// Octets to and from a gateway, each wait with a limit.
protocol Channel: ~Copyable {
    /// Sends all of it.
    borrowing func send(_ octets: [UInt8], until deadline: Deadline) throws(TransportError)
    /// What has arrived, at least one octet.
    mutating func receive(until deadline: Deadline) throws(TransportError) -> [UInt8]
}
