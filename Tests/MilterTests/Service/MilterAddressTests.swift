import Testing

@testable import Milter

struct MilterAddressTests {
    @Test(
        arguments: [
            (MilterAddress.unix(path: "/run/tlsmandate/milter.sock"), "unix:/run/tlsmandate/milter.sock"),
            (.inet(host: "127.0.0.1", port: 8891), "inet:8891@127.0.0.1"),
            (.inet(host: "::1", port: 8891), "inet6:8891@::1"),
        ]
    )
    func `libmilter is told an address in its own notation`(address: MilterAddress, connection: String) {
        #expect(address.connection == connection)
    }

    @Test(
        arguments: [
            (MilterAddress.unix(path: "/run/tlsmandate/milter.sock"), "unix:/run/tlsmandate/milter.sock"),
            (.inet(host: "127.0.0.1", port: 8891), "inet:127.0.0.1:8891"),
            (.inet(host: "::1", port: 8891), "inet:[::1]:8891"),
        ]
    )
    func `an administrator reads it as the configuration has it`(address: MilterAddress, text: String) {
        #expect("\(address)" == text)
    }
}
