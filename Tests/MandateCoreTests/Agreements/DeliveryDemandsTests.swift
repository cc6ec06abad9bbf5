import MandateCore
import Testing

struct DeliveryDemandsTests {
    @Test func `only levels at which mail never travels in the clear secure the way to a partner`() {
        let securing = SecurityLevel.allCases.filter(\.encryptsAlways).map(\.rawValue)
        #expect(securing == ["encrypt", "dane-only", "verify", "secure", "fingerprint"])
    }
}
