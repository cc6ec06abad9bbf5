import MandateCore
import RegisterFiles
import Testing

@Suite
struct ListenAddressTests {
    @Test(arguments: [
        ("unix:policy.sock", ListenAddress.unix(path: "policy.sock")),
        ("unix:/var/spool/postfix/tlsmandate/policy.sock", .unix(path: "/var/spool/postfix/tlsmandate/policy.sock")),
        ("inet:127.0.0.1:10040", .inet(host: "127.0.0.1", port: 10040)),
        ("inet:[::1]:10040", .inet(host: "::1", port: 10040)),
        ("inet:localhost:1", .inet(host: "localhost", port: 1)),
        ("inet:policy.example.com:65535", .inet(host: "policy.example.com", port: 65_535)),
    ])
    func `an address is read, and printed as it was written`(text: String, expected: ListenAddress) {
        #expect(ListenAddress(text) == expected)
        #expect(expected.description == text)
    }
}
