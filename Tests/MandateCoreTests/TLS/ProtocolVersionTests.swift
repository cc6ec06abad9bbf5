import MandateCore
import Testing

struct ProtocolVersionTests {
    @Test func `versions are ordered by age, under the names that mail servers report`() {
        let names = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
        #expect(ProtocolVersion.allCases.shuffled().sorted().map(\.rawValue) == names)
    }

    @Test(arguments: ["", "TLSv1.0", "TLSv1.4", "tlsv1.2", "TLS 1.2", "DTLSv1.2", "TLSv1.2 "])
    func `any other name is no version`(name: String) {
        #expect(ProtocolVersion(rawValue: name) == nil)
    }
}
