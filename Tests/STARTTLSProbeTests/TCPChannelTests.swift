import Glibc
import MandateCore
import Testing

@testable import STARTTLSProbe

/// Octets of a gateway, on a socket of this host.
@Suite struct TCPChannelTests {
    @Test func `what arrives when the time is over is not read`() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        let loopback = try #require(IPAddress("127.0.0.1"))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        try #require(isListening)
        let endpoint = try #require(Endpoint(address: loopback, port: Int(UInt16(bigEndian: address.sin_port))))
        var channel = try TCPChannel.connect(to: endpoint, until: Deadline(.seconds(100)))
        let gateway = accept(listener, nil, nil)
        defer { close(gateway) }
        try #require(send(gateway, "a", 1, 0) == 1)
        #expect(try channel.receive(until: Deadline(.seconds(100))) == Array("a".utf8))
        try #require(send(gateway, "b", 1, 0) == 1)
        var failure: TransportError?
        do {
            _ = try channel.receive(until: Deadline(.zero))
        } catch {
            failure = error
        }
        #expect(failure == .timedOut)
    }
}
