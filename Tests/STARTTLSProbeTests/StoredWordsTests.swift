import Foundation
import MandateCore
import Testing

@testable import STARTTLSProbe

/// What results are stored as: the words that a reader sees, also those of earlier versions.
@Suite struct StoredWordsTests {
    @Test(arguments: [
        ("a signed TLSA record matches", DANEResult.matched), ("no signed TLSA record matches", .unmatched),
        ("no signed TLSA record is usable", .unusable),
        ("unknown: no DNS server answered within the time limit", .unknown(LookupError.timedOut.text)),
    ])
    func `what TLSA records say is stored as its words`(_ words: String, _ result: DANEResult) throws {
        #expect(try Self.stored(result) == [words])
        #expect(try Self.read(words) == result)
    }

    @Test(arguments: [
        ("not revoked, by the CA's list", RevocationStatus.good(.list)), ("revoked, by the CA's list", .revoked(.list)),
        ("not revoked, by the stapled OCSP response", .good(.response)),
        ("revoked, by the stapled OCSP response", .revoked(.response)),
        ("unknown: no valid list of its CA was given", .unknown("no valid list of its CA was given")),
    ])
    func `what is known of revocation is stored as its words`(_ words: String, _ status: RevocationStatus) throws {
        #expect(try Self.stored(status) == [words])
        #expect(try Self.read(words) == status)
    }

    @Test func `other words are an error, and not taken for a result`() {
        #expect(throws: DecodingError.self) { let _: DANEResult = try Self.read("matched") }
        #expect(throws: DecodingError.self) { let _: RevocationStatus = try Self.read("revoked") }
    }

    private static func stored(_ value: some Encodable) throws -> [String]? {
        try JSONSerialization.jsonObject(with: try JSONEncoder().encode([value])) as? [String]
    }

    private static func read<Value: Decodable>(_ words: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: try JSONEncoder().encode(words))
    }
}
