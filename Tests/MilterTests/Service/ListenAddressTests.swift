import MandateCore
import Testing

@testable import Milter

struct ListenAddressTests {
    @Test(
        arguments: [
            (ListenAddress.unix(path: "/run/tlsmandate/milter.sock"), "unix:/run/tlsmandate/milter.sock"),
            (.inet(host: "127.0.0.1", port: 8891), "inet:8891@127.0.0.1"),
            (.inet(host: "::1", port: 8891), "inet6:8891@::1"),
        ]
    )
    func `libmilter is told an address in its own notation`(address: ListenAddress, connection: String) {
        #expect(address.connection == connection)
    }
}
