import MandateCore
import Testing

@testable import STARTTLSProbe

@Suite struct WeakerQuestionTests {
    private let suites = [
        OfferableSuite(name: "TLS_AES_256_GCM_SHA384", bits: 256, isVersion13: true, isAnonymous: false),
        OfferableSuite(name: "TLS_AES_128_GCM_SHA256", bits: 128, isVersion13: true, isAnonymous: false),
        OfferableSuite(name: "ECDHE-RSA-AES256-GCM-SHA384", bits: 256, isVersion13: false, isAnonymous: false),
        OfferableSuite(name: "ECDHE-RSA-AES128-SHA", bits: 128, isVersion13: false, isAnonymous: false),
        OfferableSuite(name: "AECDH-AES128-SHA", bits: 128, isVersion13: false, isAnonymous: true),
        OfferableSuite(name: "NULL-SHA256", bits: 0, isVersion13: false, isAnonymous: false),
    ]

    private func offered(_ question: WeakerQuestion, best: ProtocolVersion? = .tls13) -> [String] {
        question.offers(suites, best: best).map { $0.minimum == .tls13 ? $0.suites ?? "" : $0.ciphers }
    }

    @Test func `short keys are asked for apart in TLS 1.3, which has suites of its own`() {
        let expected = ["ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "TLS_AES_128_GCM_SHA256"]
        #expect(offered(.below(bits: 256)) == expected)
        #expect(offered(.cipher("AES128")) == expected)
        #expect(offered(.cipher("TLS_AES_128_GCM_SHA256")) == ["TLS_AES_128_GCM_SHA256"])
        // A gateway without TLS 1.3 is not asked for it.
        #expect(offered(.below(bits: 256), best: .tls12) == [expected[0]])
    }

    @Test func `ciphers without certificate or encryption are asked for where they are meant`() {
        #expect(offered(.cipher("aNULL")) == ["AECDH-AES128-SHA:@SECLEVEL=0"])
        #expect(offered(.cipher("eNULL")) == ["NULL-SHA256:@SECLEVEL=0"])
    }

    @Test func `what OpenSSL does not have is not offered`() {
        #expect(offered(.below(bits: 128)).isEmpty)
        #expect(offered(.cipher("RC4")).isEmpty)
        #expect(OfferableSuite.all.contains { $0.name == "TLS_AES_128_CCM_SHA256" && $0.isVersion13 && $0.bits == 128 })
        #expect(OfferableSuite.all.contains { $0.name == "AECDH-AES256-SHA" && $0.isAnonymous })
        // Of pre-shared keys the probe has none.
        #expect(!OfferableSuite.all.contains { $0.name.contains("PSK") })
    }

    @Test func `versions below the floor are asked for`() {
        #expect(WeakerQuestion.versions(below: .tls13).map(\.text) == ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"])
        #expect(WeakerQuestion.versions(below: .tls10).map(\.text) == ["SSLv3"])
        #expect(WeakerQuestion.version(.tls10).offers(suites, best: nil).count == 1)
    }
}
